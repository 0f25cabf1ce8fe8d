import { type Kysely, type SelectQueryBuilder, sql } from 'kysely';
import type { geo } from '../contracts/geo.ts';
import type { CleanRow } from '../contracts/index.ts';
import type { pin } from '../contracts/pin.ts';
import type { user } from '../contracts/user.ts';
import type { Dialect } from './dialect.ts';

/** What the questions read: the clean tables, one row per `ind` in each. */
interface CleanTables {
  pin: CleanRow<typeof pin>;
  geo: CleanRow<typeof geo>;
  user: CleanRow<typeof user>;
}

type Builder = Kysely<CleanTables>;

/** One answer of the eight questions. */
export interface Question {
  /** The number of its question, 1 to 8. */
  readonly number: number;
  /** The question in plain words. */
  readonly title: string;
  /** The answer's columns; its rows are ordered by the first and then the second. */
  readonly columns: readonly string[];
  readonly query: (db: Builder) => { compile(): { readonly sql: string } };
}

const year = (column: 'timestamp' | 'date_joined') => sql<number>`cast(extract(year from ${sql.ref(column)}) as int)`;

const joinYear = year('date_joined');
const joinYears = [2015, 2020] as const;

const age = sql.ref('age');
const ageGroup = sql<
  string | null
>`case when ${age} between 18 and 24 then '18-24' when ${age} between 25 and 35 then '25-35'
  when ${age} between 36 and 50 then '36-50' when ${age} > 50 then '50+' end`;

/** The nine answers to the eight questions, by name; the third question has two. */
export const questions = {
  top_category_by_country: {
    number: 1,
    title: 'Which category is posted most in each country?',
    columns: ['country', 'category', 'category_count'],
    query: (db) =>
      mostPosted(
        db,
        db.selectFrom('pin').innerJoin('geo', 'geo.ind', 'pin.ind').select(['country as segment', 'category']),
        'country',
      ),
  },
  top_category_by_year: {
    number: 2,
    title: 'Which category was posted most in each year from 2018 to 2022?',
    columns: ['post_year', 'category', 'category_count'],
    query: (db) =>
      mostPosted(
        db,
        db
          .selectFrom('pin')
          .innerJoin('geo', 'geo.ind', 'pin.ind')
          .where(({ between }) => between(year('timestamp'), 2018, 2022))
          .select([year('timestamp').as('segment'), 'category']),
        'post_year',
      ),
  },
  top_poster_by_country: {
    number: 3,
    title: 'Who has the most followers in each country?',
    columns: ['country', 'poster_name', 'follower_count'],
    query: (db) =>
      db
        .with('ranked', () => postersByCountry(db))
        .selectFrom('ranked')
        .where('place', '=', 1)
        .select(['country', 'poster_name', 'follower_count'])
        .orderBy('country'),
  },
  country_of_top_poster: {
    number: 3,
    title: 'In which country is the poster with the most followers of all?',
    columns: ['country', 'poster_name', 'follower_count'],
    query: (db) =>
      db
        .with('ranked', () => postersByCountry(db))
        .selectFrom('ranked')
        .select(['country', 'poster_name', 'follower_count'])
        .orderBy('follower_count', 'desc')
        .orderBy('country')
        .orderBy('poster_name')
        .limit(1),
  },
  top_category_by_age_group: {
    number: 4,
    title: 'Which category is the most popular in each age group?',
    columns: ['age_group', 'category', 'category_count'],
    query: (db) =>
      mostPosted(
        db,
        db
          .selectFrom('pin')
          .innerJoin('user', 'user.ind', 'pin.ind')
          .select([ageGroup.as('segment'), 'category']),
        'age_group',
      ),
  },
  median_followers_by_age_group: {
    number: 5,
    title: 'What is the median follower count in each age group?',
    columns: ['age_group', 'median_follower_count'],
    query: (db) => medianFollowers(db, ['age_group']),
  },
  users_joined_by_year: {
    number: 6,
    title: 'How many users joined in each year from 2015 to 2020?',
    columns: ['post_year', 'number_users_joined'],
    query: (db) =>
      db
        .with('users', () =>
          db
            .selectFrom('user')
            .where(({ between }) => between(joinYear, ...joinYears))
            .select(['user_name', 'age', 'date_joined'])
            .distinct(),
        )
        .selectFrom('users')
        .select([joinYear.as('post_year'), ({ fn }) => fn.countAll<number>().as('number_users_joined')])
        .groupBy(joinYear)
        .orderBy('post_year'),
  },
  median_followers_by_join_year: {
    number: 7,
    title: 'What is the median follower count of users by the year they joined, 2015 to 2020?',
    columns: ['post_year', 'median_follower_count'],
    query: (db) => medianFollowers(db, ['post_year']),
  },
  median_followers_by_join_year_and_age_group: {
    number: 8,
    title: 'What is the median follower count of users by joining year and age group, 2015 to 2020?',
    columns: ['post_year', 'age_group', 'median_follower_count'],
    query: (db) => medianFollowers(db, ['post_year', 'age_group']),
  },
} as const satisfies Record<string, Question>;

/** The name of an answer. */
export type AnswerName = keyof typeof questions;

/** The names of the nine answers, in the questions' order. */
export const answerNames = Object.keys(questions) as AnswerName[];

/** The answer's SQL over relations named `pin`, `geo` and `user`, which hold one row per `ind`. */
export function answerQuery(name: AnswerName, dialect: Dialect): string {
  return questions[name].query(dialect.db as unknown as Builder).compile().sql;
}

/** Posts with the segment they belong to. */
type Posts = SelectQueryBuilder<
  CleanTables,
  keyof CleanTables,
  { segment: string | number | null; category: string | null }
>;

/** The most posted category of each segment; a tie is won by the first name in UTF-8 byte order. */
function mostPosted<Segment extends string>(db: Builder, posts: Posts, segment: Segment) {
  return db
    .with('posts', () => posts)
    .with('counted', (query) =>
      query
        .selectFrom('posts')
        .where('category', 'is not', null)
        .where('segment', 'is not', null)
        .select(['segment', 'category', ({ fn }) => fn.countAll<number>().as('category_count')])
        .groupBy(['segment', 'category']),
    )
    .with('ranked', (query) =>
      query
        .selectFrom('counted')
        .select(['segment', 'category', 'category_count'])
        .select(({ fn }) =>
          fn
            .agg<number>('row_number')
            .over((over) => over.partitionBy('segment').orderBy('category_count', 'desc').orderBy('category'))
            .as('place'),
        ),
    )
    .selectFrom('ranked')
    .where('place', '=', 1)
    .select([`segment as ${segment}`, 'category', 'category_count'])
    .orderBy('segment');
}

/** The posters of each country by their most followers; a tie is won by the first name in UTF-8 byte order. */
function postersByCountry(db: Builder) {
  return db
    .selectFrom('pin')
    .innerJoin('geo', 'geo.ind', 'pin.ind')
    .where('country', 'is not', null)
    .where('poster_name', 'is not', null)
    .where('follower_count', 'is not', null)
    .select(['country', 'poster_name', 'follower_count'])
    .select(({ fn }) =>
      fn
        .agg<number>('row_number')
        .over((over) => over.partitionBy('country').orderBy('follower_count', 'desc').orderBy('poster_name'))
        .as('place'),
    );
}

/** The lower middle of the follower counts of each group's posts; posts of no group are left out. */
function medianFollowers(db: Builder, groups: readonly ('post_year' | 'age_group')[]) {
  const median = sql<number>`cast(percentile_disc(0.5) within group (order by ${sql.ref('follower_count')}) as int)`;
  const posts = db
    .selectFrom('pin')
    .innerJoin('user', 'user.ind', 'pin.ind')
    .where('follower_count', 'is not', null)
    .select([joinYear.as('post_year'), ageGroup.as('age_group'), 'follower_count']);
  return db
    .with('posts', () => posts)
    .selectFrom('posts')
    .where(({ and, eb, between }) =>
      and(groups.map((group) => (group === 'post_year' ? between(group, ...joinYears) : eb(group, 'is not', null)))),
    )
    .select(groups)
    .select(median.as('median_follower_count'))
    .groupBy(groups)
    .orderBy(groups[0] as 'post_year')
    .$if(groups.length > 1, (query) => query.orderBy(groups[1] as 'age_group'));
}
