import fc from 'fast-check';
import type { RawRows } from './committed-rows.ts';

/** Few values of each field, so that rows meet, tie and repeat; astral letters and those just below them, which UTF-16 turns round. */
const ind = fc.oneof(fc.nat(40), fc.nat(40).map(String), fc.constantFrom(-1, null));
const name = fc.constantFrom('Zed', 'amy', 'Émile', '\uffe6', '😀', 'amy ', '', null);
const year = fc.integer({ min: 2014, max: 2023 });
const second = fc.constantFrom('-01-01 00:00:00', '-12-31T23:59:59', '-06-15 12:30:00');
const instant = fc.oneof(
  fc.tuple(year, second).map((parts) => parts.join('')),
  fc.constantFrom(null, '2019-02-29 00:00:00'),
);

const pin = fc.record({
  index: ind,
  title: fc.constantFrom('A kettle', 'No Title Data Available', 'Untitled'),
  poster_name: fc.oneof(name, fc.constant('User Info Error')),
  follower_count: fc.constantFrom('0', '5', '1k', '1000', '1.5k', '2M', '2000k', 1500, null, 'User Info Error', '12q'),
  category: name,
});

const geo = fc.record({
  ind,
  timestamp: instant,
  latitude: fc.constantFrom(-90, 12.5, '12.5', null, 91),
  longitude: fc.constantFrom(180, -0.25, null),
  country: name,
});

const user = fc.record({
  ind,
  first_name: name,
  last_name: fc.constantFrom('Stone', 'Ångström', null),
  age: fc.constantFrom(17, 18, 24, 25, '35', 36, 50, 51, 130, 131, null),
  date_joined: instant,
});

/** Raw rows of the three tables, with copies, changed copies, ties, nothings and broken rows. */
export const arbitraryRows: fc.Arbitrary<RawRows> = fc.record({
  pin: fc.array(pin, { maxLength: 120, size: 'max' }),
  geo: fc.array(geo, { maxLength: 120, size: 'max' }),
  user: fc.array(user, { maxLength: 120, size: 'max' }),
});
