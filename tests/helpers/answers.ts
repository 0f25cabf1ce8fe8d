import { type CleanPin, cleanTables } from './clean-rows.ts';

type Answer = Record<string, unknown>[];

/**
 * The nine answers over raw rows in the order of their arrival, computed without the project's own code: what the SQL must give,
 * row for row. Rows that break a rule are left out, and of the rows of a key the last counts.
 */
export function expectedAnswers(rowsByKind: Record<string, unknown[]>): Record<string, Answer> {
  const { pin, geo, user } = cleanTables(rowsByKind);
  const located = join(pin, geo);
  const posted = join(pin, user);
  return {
    top_category_by_country: mostPosted('country', located, ({ country }) => country),
    top_category_by_year: mostPosted('post_year', located, ({ timestamp }) => yearWithin(timestamp, 2018, 2022)),
    top_poster_by_country: topPosters(located),
    country_of_top_poster: topPosters(located)
      .sort((a, b) => b.follower_count - a.follower_count || inOrder(a.country, b.country))
      .slice(0, 1),
    top_category_by_age_group: mostPosted('age_group', posted, ({ age }) => ageGroup(age)),
    median_followers_by_age_group: medians(posted, ({ age }) => ({ age_group: ageGroup(age) })),
    users_joined_by_year: usersJoined([...user.values()]),
    median_followers_by_join_year: medians(posted, ({ date_joined }) => ({ post_year: joinYear(date_joined) })),
    median_followers_by_join_year_and_age_group: medians(posted, ({ age, date_joined }) => ({
      post_year: joinYear(date_joined),
      age_group: ageGroup(age),
    })),
  };
}

function join<Other>(pins: Map<number, CleanPin>, others: Map<number, Other>): (CleanPin & Other)[] {
  return [...pins].flatMap(([ind, pin]) => {
    const other = others.get(ind);
    return other === undefined ? [] : [{ ...pin, ...other }];
  });
}

type Segment = string | number;

function mostPosted<Post extends CleanPin>(
  column: string,
  posts: Post[],
  segmentOf: (post: Post) => Segment | null,
): Answer {
  return grouped(posts, segmentOf).flatMap(([segment, members]) => {
    const counts = grouped(members, ({ category }) => category).map(([category, { length }]) => ({ category, length }));
    // The groups come in the order of their names, and the sort is stable: the first name wins a tie.
    const [most] = counts.sort((a, b) => b.length - a.length);
    return most ? [{ [column]: segment, category: most.category, category_count: most.length }] : [];
  });
}

function topPosters(posts: (CleanPin & { country: string | null })[]) {
  return grouped(posts, ({ country }) => country).flatMap(([country, members]) => {
    const ranked = members
      .flatMap(({ poster_name, follower_count }) =>
        poster_name === null || follower_count === null ? [] : [{ country, poster_name, follower_count }],
      )
      .sort((a, b) => b.follower_count - a.follower_count || inOrder(a.poster_name, b.poster_name));
    return ranked.slice(0, 1);
  });
}

function usersJoined(users: { user_name: string | null; age: number | null; date_joined: string | null }[]): Answer {
  const distinct = new Map(users.map((user) => [JSON.stringify([user.user_name, user.age, user.date_joined]), user]));
  return grouped([...distinct.values()], ({ date_joined }) => joinYear(date_joined)).map(([post_year, { length }]) => ({
    post_year,
    number_users_joined: length,
  }));
}

/** The lower middle of each group's counts; a post that has no place in one of the columns is left out. */
function medians<Post extends CleanPin>(
  posts: Post[],
  columnsOf: (post: Post) => Record<string, Segment | null>,
): Answer {
  const counted = posts.filter(
    (post) => post.follower_count !== null && !Object.values(columnsOf(post)).includes(null),
  );
  return grouped(counted, (post) => Object.values(columnsOf(post)).join(' ')).map(([, members]) => {
    const counts = members.map(({ follower_count }) => follower_count ?? 0).sort((a, b) => a - b);
    const median = counts[Math.ceil(counts.length / 2) - 1];
    return { ...columnsOf(members[0] as Post), median_follower_count: median };
  });
}

/** The members of each group, in the order of the groups' names; those of no group are left out. */
function grouped<Member, Name extends Segment>(
  members: Member[],
  nameOf: (member: Member) => Name | null,
): [Name, Member[]][] {
  const groups = new Map<Name, Member[]>();
  for (const member of members) {
    const name = nameOf(member);
    if (name === null) continue;
    const group = groups.get(name) ?? [];
    groups.set(name, group);
    group.push(member);
  }
  return [...groups].sort(([a], [b]) => inOrder(a, b));
}

/** Numbers by size, texts by their UTF-8 bytes, which is not the order of UTF-16. */
function inOrder(a: Segment, b: Segment): number {
  return typeof a === 'number' && typeof b === 'number'
    ? a - b
    : Buffer.compare(Buffer.from(`${a}`), Buffer.from(`${b}`));
}

function ageGroup(age: number | null): string | null {
  if (age === null || age < 18) return null;
  if (age <= 24) return '18-24';
  if (age <= 35) return '25-35';
  return age <= 50 ? '36-50' : '50+';
}

const joinYear = (date: string | null) => yearWithin(date, 2015, 2020);

function yearWithin(timestamp: string | null, first: number, last: number): number | null {
  const year = Number(timestamp?.slice(0, 4));
  return year >= first && year <= last ? year : null;
}
