import { type AnswerName, questions } from '../transforms/index.ts';
import type { Row } from './data.ts';
import { clip, compact, exact, isolate, plural } from './format.ts';
import { bars, type Chart, columns, heatMap, type Mark } from './marks.ts';

/** How an answer is shown. */
export interface View {
  /** One sentence that says how to read the chart. */
  readonly note: (rows: readonly Row[]) => string;
  /** The chart at a width in CSS pixels; an answer of one row has none, and is shown as a figure in words. */
  readonly chart?: (rows: readonly Row[], width: number) => Chart;
  /** The table is part of the answer: it stands open, beside the chart where there is room. */
  readonly open?: true;
  /** The chart's colours go from fewer to more, and need a key. */
  readonly key?: true;
}

/** The answers, grouped by what they are about, in the order of the page. */
export const topics: readonly { readonly title: string; readonly answers: readonly AnswerName[] }[] = [
  {
    title: 'What is posted',
    answers: ['top_category_by_country', 'top_category_by_year', 'top_category_by_age_group'],
  },
  { title: 'Who is followed', answers: ['top_poster_by_country', 'country_of_top_poster'] },
  {
    title: 'Who posts, and how far it reaches',
    answers: [
      'median_followers_by_age_group',
      'users_joined_by_year',
      'median_followers_by_join_year',
      'median_followers_by_join_year_and_age_group',
    ],
  },
];

/** How many posters the chart of the top posters shows; its table has them all. */
export const postersShown = 12;

/** The longest label of a bar that a phone has room for, in characters. */
const labelLength = 42;

/** The view of each answer. A row's columns are those of its question. */
export const views: Record<AnswerName, View> = {
  top_category_by_country: {
    open: true,
    note: (rows) => {
      const [first] = leaders(rows);
      return `Each bar counts the countries where that category has the most posts: ${first?.label} leads in ${first?.value} of ${exact(rows.length)}.`;
    },
    chart: (rows) => bars(leaders(rows), 'countries'),
  },
  top_category_by_year: {
    note: () => 'Each bar is the winning category of a year, as long as its number of posts in that year.',
    chart: (rows) => bars(winners(rows, 'post_year'), 'posts in the winning category'),
  },
  top_category_by_age_group: {
    note: () =>
      'Each bar is the winning category of an age group, as long as its number of posts by people of that age.',
    chart: (rows) => bars(winners(rows, 'age_group'), 'posts in the winning category'),
  },
  top_poster_by_country: {
    open: true,
    note: (rows) =>
      rows.length > postersShown
        ? `Each bar is the most followed poster of a country; these are the ${postersShown} largest of ${exact(rows.length)}, and the table has them all.`
        : 'Each bar is the most followed poster of a country.',
    chart: (rows) => bars(topPosters(rows), 'followers'),
  },
  country_of_top_poster: {
    open: true,
    note: () => 'The largest follower count of all posts that name a country and a poster.',
  },
  median_followers_by_age_group: {
    note: () =>
      'Put the posts of an age group in order of their poster’s followers: the one in the middle has this many.',
    chart: (rows) => columns(medians(rows, 'age_group'), 'age group, years', 'median followers'),
  },
  users_joined_by_year: {
    note: (rows) =>
      `Each of the ${exact(rows.reduce((all, row) => all + Number(row.number_users_joined), 0))} users counts once, in the year of joining.`,
    chart: (rows) =>
      columns(
        rows.map((row) => {
          const [label, value] = [String(row.post_year), Number(row.number_users_joined)];
          return { label, value, tip: `${label}: ${plural(value, 'user')} joined` };
        }),
        'year of joining',
        'users joined',
      ),
  },
  median_followers_by_join_year: {
    note: () =>
      'The same middle, over the posts of the users who joined in a year: where the columns fall, early users reach more people.',
    chart: (rows) => columns(medians(rows, 'post_year'), 'year of joining', 'median followers'),
  },
  median_followers_by_join_year_and_age_group: {
    key: true,
    note: () => 'Both at once: each cell is the middle of one age group among the users who joined in one year.',
    chart: (rows, width) =>
      heatMap(
        rows.map((row) => {
          const [column, line, value] = [
            String(row.post_year),
            String(row.age_group),
            Number(row.median_follower_count),
          ];
          const tip = `Joined ${column}, age ${line}: a median of ${plural(value, 'follower')}`;
          return { column, row: line, value, label: compact(value), tip };
        }),
        { column: 'year of joining', row: 'age group' },
        width,
      ),
  },
};

/** The columns of an answer's table. */
export function answerColumns(name: AnswerName): readonly string[] {
  return questions[name].columns;
}

/** For each category the number of segments that it leads, the most first. */
function leaders(rows: readonly Row[]): Mark[] {
  const led = new Map<string, number>();
  for (const row of rows) led.set(String(row.category), (led.get(String(row.category)) ?? 0) + 1);
  return [...led]
    .sort(([a, most], [b, more]) => more - most || (a < b ? -1 : 1))
    .map(([category, value]) => ({
      label: clip(category, labelLength),
      value,
      tip: `${isolate(category)} leads in ${plural(value, 'country', 'countries')}`,
    }));
}

function winners(rows: readonly Row[], segment: string): Mark[] {
  return rows.map((row) => {
    const [of, category, value] = [String(row[segment]), String(row.category), Number(row.category_count)];
    return {
      label: `${of} · ${isolate(clip(category, labelLength - of.length))}`,
      value,
      tip: `${of}: ${plural(value, 'post')} in ${isolate(category)}`,
    };
  });
}

function topPosters(rows: readonly Row[]): Mark[] {
  return rows
    .toSorted((a, b) => Number(b.follower_count) - Number(a.follower_count))
    .slice(0, postersShown)
    .map((row) => {
      const [country, poster, value] = [String(row.country), String(row.poster_name), Number(row.follower_count)];
      return {
        label: `${isolate(clip(poster, labelLength / 2))} · ${isolate(clip(country, labelLength / 2))}`,
        value,
        tip: `${isolate(poster)} in ${isolate(country)}: ${plural(value, 'follower')}`,
      };
    });
}

function medians(rows: readonly Row[], group: string): Mark[] {
  return rows.map((row) => {
    const [label, value] = [String(row[group]), Number(row.median_follower_count)];
    return { label, value, tip: `${label}: a median of ${plural(value, 'follower')}` };
  });
}
