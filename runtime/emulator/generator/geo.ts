import type { geo } from '../../contracts/geo.ts';
import { countries, frequentCountries } from './countries.ts';
import type { Look } from './look.ts';

/** The last second in which a user of the original joined, and the last one in which one posted: users join before they post. */
export const lastJoined = Date.UTC(2017, 9, 20, 10, 44, 26);
const lastPosted = Date.UTC(2022, 9, 19, 17, 54, 26);

const weighted = [...countries, ...frequentCountries, ...frequentCountries, ...frequentCountries];
const significantDigits = 6;

/** Where and when a post was made. */
export const geoLook: Look<typeof geo> = (table, index) => {
  const draws = table.draws('row', index);
  const coordinate = (limit: number) => Number(((draws.fraction() * 2 - 1) * limit).toPrecision(significantDigits));
  return {
    ind: index,
    timestamp: draws.second(lastJoined + 1000, lastPosted),
    latitude: coordinate(89.99),
    longitude: coordinate(179.94),
    country: draws.pick(weighted),
  };
};
