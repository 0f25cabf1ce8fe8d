import test, { type ExecutionContext } from 'ava';
import { type AnswerName, answerQuery, dialects, questions } from '../../runtime/transforms/index.ts';
import { makeCleanTables, openDuckdb, queryRows } from '../helpers/duckdb-rows.ts';

/** One post: what its three rows say, but the key. */
type Post = Partial<
  Record<
    'category' | 'follower_count' | 'poster_name' | 'country' | 'timestamp' | 'first_name' | 'date_joined',
    string | null
  > & { age: number }
>;

/** The rows of an answer over posts, without the names of their columns. */
async function answer(t: ExecutionContext, name: AnswerName, posts: Post[]) {
  const connection = await openDuckdb();
  t.teardown(() => connection.closeSync());
  await makeCleanTables(connection, {
    pin: posts.map(({ category, follower_count, poster_name }, index) => ({
      index,
      category,
      follower_count,
      poster_name,
    })),
    geo: posts.map(({ country, timestamp }, ind) => ({ ind, country, timestamp })),
    user: posts.map(({ first_name, age, date_joined }, ind) => ({ ind, first_name, age, date_joined })),
  });
  const rows = await queryRows(connection, answerQuery(name, dialects.duckdb));
  return rows.map((row) => questions[name].columns.map((column) => row[column]));
}

const posted = (country: string, ...categories: (string | null)[]): Post[] =>
  categories.map((category) => ({ country, category }));

test('the most posted category of a country wins, and NULL is none', async (t) => {
  const posts = [...posted('Chile', 'art', 'quotes', 'quotes', null, null, null), ...posted('Chad', null)];
  t.deepEqual(await answer(t, 'top_category_by_country', posts), [['Chile', 'quotes', 2]]);
});

test('a tie is won by the first name in UTF-8 byte order, whatever the order of rows', async (t) => {
  for (const [winner, ...others] of [
    ['Z', 'a'],
    ['a', 'é'],
    ['é', '\uffe6', '😀'],
    ['art', 'art ', 'artist'],
  ]) {
    const posts = posted('Chile', ...others, winner ?? null);
    t.deepEqual(await answer(t, 'top_category_by_country', posts), [['Chile', winner, 1]]);
    t.deepEqual(await answer(t, 'top_category_by_country', posts.toReversed()), [['Chile', winner, 1]]);
  }
});

test('years are those of UTC, 2018 to 2022', async (t) => {
  const stamps = ['2017-12-31 23:59:59', '2018-01-01 00:00:00', '2022-12-31T23:59:59', '2023-01-01 00:00:00', null];
  const posts = stamps.map((timestamp) => ({ timestamp, category: 'art' }));
  t.deepEqual(await answer(t, 'top_category_by_year', posts), [
    [2018, 'art', 1],
    [2022, 'art', 1],
  ]);
});

const followed = (country: string | null, poster_name: string | null, follower_count: string | null): Post => ({
  country,
  poster_name,
  follower_count,
});

test('the poster with the most followers: a post without a country, a poster or a count has no part', async (t) => {
  const posts = [
    followed('Chile', 'amy', '900k'),
    followed('Chile', 'Zed', '1M'),
    followed('Chile', null, '2M'),
    followed('Chad', 'amy', null),
    followed(null, 'amy', '3M'),
    followed('Cuba', 'amy', '0'),
  ];
  t.deepEqual(await answer(t, 'top_poster_by_country', posts), [
    ['Chile', 'Zed', 1_000_000],
    ['Cuba', 'amy', 0],
  ]);
  t.deepEqual(await answer(t, 'country_of_top_poster', posts), [['Chile', 'Zed', 1_000_000]]);
});

test('among the most followers of all the first country wins, and in it the first poster', async (t) => {
  const posts = [followed('Cuba', 'Abe', '1M'), followed('Chile', 'amy', '1000k'), followed('Chile', 'Zed', '1000000')];
  t.deepEqual(await answer(t, 'country_of_top_poster', posts), [['Chile', 'Zed', 1_000_000]]);
});

test('age groups: exactly 50 belongs to 36-50, and under 18 to none', async (t) => {
  const ages = [17, 18, 24, 25, 35, 36, 50, 51, 130];
  t.deepEqual(
    await answer(
      t,
      'top_category_by_age_group',
      ages.map((age) => ({ age, category: 'art' })),
    ),
    [
      ['18-24', 'art', 2],
      ['25-35', 'art', 2],
      ['36-50', 'art', 2],
      ['50+', 'art', 2],
    ],
  );
});

test('a median is the lower of two middles, of one count a post, without the missing ones', async (t) => {
  const counts = ['1', '2', '30k', '4M', null, null, null];
  const posts = counts.map((follower_count) => ({ follower_count, age: 40, date_joined: '2016-05-05 00:00:00' }));
  t.deepEqual(await answer(t, 'median_followers_by_age_group', posts), [['36-50', 2]]);
  t.deepEqual(await answer(t, 'median_followers_by_join_year', posts.slice(0, 3)), [[2016, 2]]);
  t.deepEqual(await answer(t, 'median_followers_by_join_year_and_age_group', posts.slice(3)), [
    [2016, '36-50', 4_000_000],
  ]);
});

test('a user who posts twice joined once; users of one name are told apart by age and joining', async (t) => {
  const joined = (first_name: string | null, age: number, date_joined: string): Post => ({
    first_name,
    age,
    date_joined,
  });
  const posts = [
    joined('Ada', 30, '2016-05-05 00:00:00'),
    joined('Ada', 30, '2016-05-05T00:00:00'),
    joined('Ada', 31, '2016-05-05 00:00:00'),
    joined('Ada', 30, '2016-05-05 00:00:01'),
    joined(null, 30, '2016-05-05 00:00:00'),
    joined('Ada', 30, '2014-12-31 23:59:59'),
    joined('Ada', 30, '2020-12-31 23:59:59'),
    joined('Ada', 30, '2021-01-01 00:00:00'),
  ];
  t.deepEqual(await answer(t, 'users_joined_by_year', posts), [
    [2016, 4],
    [2020, 1],
  ]);
});
