import type { user } from '../../contracts/user.ts';
import { lastJoined } from './geo.ts';
import type { Look } from './look.ts';
import { firstNames, lastNames } from './people.ts';

/** Users to draw from per row: about half as many users as rows are then drawn at all. */
const usersPerRow = 0.58;

/** When users joined: their share in each year, and the year's first and last second in the original. */
const joined = [
  { upTo: 0.4, first: Date.UTC(2015, 9, 21, 3, 17, 47), last: Date.UTC(2015, 11, 31, 23, 59, 59) },
  { upTo: 0.83, first: Date.UTC(2016, 0, 1), last: Date.UTC(2016, 11, 31, 23, 59, 59) },
  { upTo: 1, first: Date.UTC(2017, 0, 1), last: lastJoined },
] as const;

/** Who made a post: one of the table's users. */
export const userLook: Look<typeof user> = (table, index) => {
  const number = table.draws('row', index).below(Math.ceil(table.rows * usersPerRow));
  const draws = table.draws('user', number);
  const share = draws.fraction();
  const year = joined.find(({ upTo }) => share < upTo) ?? joined[2];
  return {
    ind: index,
    first_name: draws.pick(firstNames),
    last_name: draws.pick(lastNames),
    // Most are young, as in the original: three in ten are 20 or 21, and half are 26 or younger.
    age: 20 + Math.floor(41 * draws.fraction() ** 2.7),
    date_joined: draws.second(year.first, year.last),
  };
};
