import test from 'ava';
import { postersShown, topics, views } from '../../runtime/report/answers.ts';
import type { Row } from '../../runtime/report/index.ts';
import { type Chart, ramp } from '../../runtime/report/marks.ts';
import { type AnswerName, answerNames } from '../../runtime/transforms/index.ts';

/** The isolates around names keep their direction; a reader does not see them. */
const seen = (text: unknown) => String(text).replace(/[\u2066-\u2069]/g, '');

function chart(name: AnswerName, rows: readonly Row[], width = 520): Chart & { labels: string[]; values: unknown[] } {
  const drawn = views[name].chart?.(rows, width);
  if (drawn === undefined) throw new Error(`${name} has no chart`);
  const { xAxis, yAxis, series } = JSON.parse(JSON.stringify(drawn.option));
  return { ...drawn, labels: (xAxis.data ?? yAxis.data).map(seen), values: series[0].data };
}

test('the page shows each answer once, under some topic', (t) => {
  t.deepEqual(topics.flatMap(({ answers }) => answers).toSorted(), answerNames.toSorted());
});

test('the categories of the countries are counted, the most frequent first, ties by name', (t) => {
  const rows = ['art', 'quotes', 'quotes', 'travel', 'art', 'quotes', 'beauty'].map((category, index) => ({
    country: `C${index}`,
    category,
    category_count: 5,
  }));
  const { labels, values, tips } = chart('top_category_by_country', rows);
  t.deepEqual(labels, ['quotes', 'art', 'beauty', 'travel']);
  t.deepEqual(values, [3, 2, 1, 1]);
  t.deepEqual(tips.map(seen).slice(0, 3), [
    'quotes leads in 3 countries',
    'art leads in 2 countries',
    'beauty leads in 1 country',
  ]);
  t.regex(seen(views.top_category_by_country.note(rows)), /quotes leads in 3 of 7\./);
});

test('a winning category stands beside its year or age group, in the order of the rows', (t) => {
  const years = chart('top_category_by_year', [
    { post_year: 2018, category: 'art', category_count: 9n },
    { post_year: 2019, category: 'diy-and-crafts', category_count: 11n },
  ]);
  t.deepEqual(years.labels, ['2018 · art', '2019 · diy-and-crafts']);
  t.deepEqual(years.values, [9, 11]);
  const ages = chart('top_category_by_age_group', [{ age_group: '50+', category: 'art', category_count: 1 }]);
  t.deepEqual([ages.labels, ages.values, ages.tips.map(seen)], [['50+ · art'], [1], ['50+: 1 post in art']]);
});

test('the most followed posters are drawn, however many countries there are, the largest first', (t) => {
  const rows = Array.from({ length: 243 }, (_, index) => ({
    country: `Country ${index}`,
    poster_name: 'A name that is much longer than the space which a bar leaves for it',
    follower_count: ((index * 17) % 243) * 1000,
  }));
  const { labels, values, tips } = chart('top_poster_by_country', rows);
  t.is(labels.length, postersShown);
  t.deepEqual(
    values,
    Array.from({ length: postersShown }, (_, place) => (242 - place) * 1000),
  );
  t.true(labels.every((label) => label.length <= 45));
  t.regex(
    seen(tips[0]),
    /^A name that is much longer than the space which a bar leaves for it in Country \d+: 242,000 followers$/,
  );
});

test('medians and users are columns of their group', (t) => {
  const ages = chart('median_followers_by_age_group', [
    { age_group: '18-24', median_follower_count: 98_000 },
    { age_group: '50+', median_follower_count: 0 },
  ]);
  t.deepEqual(
    [ages.labels, ages.values],
    [
      ['18-24', '50+'],
      [98_000, 0],
    ],
  );
  const years = chart('median_followers_by_join_year', [{ post_year: 2016, median_follower_count: 19_000 }]);
  t.deepEqual([years.labels, years.values, years.tips], [['2016'], [19_000], ['2016: a median of 19,000 followers']]);
  const users = chart('users_joined_by_year', [
    { post_year: 2015, number_users_joined: 1843n },
    { post_year: 2017, number_users_joined: 1n },
  ]);
  t.deepEqual(
    [users.labels, users.values],
    [
      ['2015', '2017'],
      [1843, 1],
    ],
  );
  t.deepEqual(users.tips, ['2015: 1,843 users joined', '2017: 1 user joined']);
});

test('year and age group make a map whose cells hold their value, and none for a missing pair', (t) => {
  const rows = [
    { post_year: 2015, age_group: '18-24', median_follower_count: 228_000 },
    { post_year: 2015, age_group: '50+', median_follower_count: 760 },
    { post_year: 2016, age_group: '18-24', median_follower_count: 46_000 },
  ];
  const name = 'median_followers_by_join_year_and_age_group';
  const { labels, values } = chart(name, rows);
  t.deepEqual(labels, ['2015', '2016']);
  const cells = values as { value: unknown[]; label: { formatter: string } }[];
  t.deepEqual(
    cells.map(({ value, label }) => [...value, label.formatter]),
    [
      ['2015', '18-24', 228_000, '228k'],
      ['2015', '50+', 760, '760'],
      ['2016', '18-24', 46_000, '46k'],
    ],
  );
});

test('the colours of a map go up in equal ratios', (t) => {
  t.deepEqual(ramp([1, 10, 100, 1000, 10_000, 100_000]), [1, 2, 3, 4, 5, 5]);
  t.deepEqual(ramp([7, 7]), [1, 1]);
  t.deepEqual(ramp([0]), [1]);
  t.deepEqual(ramp([]), []);
});
