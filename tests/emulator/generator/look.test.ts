import test, { type ExecutionContext } from 'ava';
import { contracts, lineChecker } from '../../../runtime/contracts/index.ts';
import { openGenerator } from '../../../runtime/emulator/index.ts';

type Row = Readonly<Record<string, string | number | null>>;

const rows = 30_000;
const source = openGenerator({ seed: 7, rows });
const table = (kind: string) => Array.from({ length: rows }, (_, key): Row => JSON.parse(source.row(kind, key)));
const pins = table('pin');
const geos = table('geo');
const users = table('user');

/** A count of the original's table, or a share of it, is met within five standard deviations. */
function hasShare(
  t: ExecutionContext,
  some: readonly unknown[],
  of: readonly unknown[],
  share: number,
  what = '',
): void {
  const expected = share * of.length;
  const deviation = Math.sqrt(expected * (1 - share));
  t.true(Math.abs(some.length - expected) <= 5 * deviation, `${what}: ${some.length} of ${of.length}, not ${expected}`);
}

for (const contract of contracts) {
  test(`every ${contract.kind} row has the contract's fields in posting order and passes its check`, (t) => {
    const check = lineChecker(contract);
    for (let key = 0; key < rows; key++) {
      const line = source.row(contract.kind, key);
      const { clean, reasons } = check(line);
      t.deepEqual(reasons, undefined, line);
      t.is(Number(clean?.ind), key);
      t.deepEqual(Object.keys(JSON.parse(line)), Object.keys(contract.raw));
    }
  });
}

/** Values that mean no data, in rows of the original's 4,285. */
const sentinels: readonly (readonly [field: string, value: string | null, count: number])[] = [
  ['description', 'No description available Story format', 322],
  ['description', 'No description available', 69],
  ['description', 'Untitled', 1],
  ['title', 'No Title Data Available', 32],
  ['title', '', 2],
  ['poster_name', 'User Info Error', 32],
  ['follower_count', 'User Info Error', 32],
  ['tag_list', 'N,o, ,T,a,g,s, ,A,v,a,i,l,a,b,l,e', 65],
  ['image_src', 'Image src error.', 101],
  ['image_src', null, 7],
  ['is_image_or_video', null, 7],
];
for (const [field, value, count] of sentinels) {
  test(`${field} is ${JSON.stringify(value)} as often as in the original`, (t) => {
    const some = pins.filter((pin) => pin[field] === value);
    t.true(some.length > 0);
    hasShare(t, some, pins, count / 4285);
  });
}

test('media types have the shares of the original', (t) => {
  for (const [type, share] of [
    ['image', 0.89],
    ['multi-video(story page format)', 0.075],
    ['video', 0.029],
  ] as const) {
    hasShare(
      t,
      pins.filter((pin) => pin.is_image_or_video === type),
      pins,
      share,
      type,
    );
  }
});

test('follower counts have the shapes and shares of the original', (t) => {
  const shapes = [
    { shape: /^\d+$/, share: 0.17, most: 998, least: 0 },
    { shape: /^\d+k$/, share: 0.74, most: 991, least: 1 },
    { shape: /^\d+M$/, share: 0.08, most: 15, least: 1 },
  ];
  for (const { shape, share, most, least } of shapes) {
    const some = pins.filter(({ follower_count }) => shape.test(String(follower_count)));
    hasShare(t, some, pins, share, String(shape));
    const numbers = some.map(({ follower_count }) => Number.parseInt(String(follower_count), 10));
    t.deepEqual([Math.min(...numbers), Math.max(...numbers)], [least, most]);
  }
});

test('titles have the awkward characters of the original', (t) => {
  const awkward = { '"': 0.01, '|': 0.07, '\n': 0.002 };
  for (const [character, share] of Object.entries(awkward)) {
    hasShare(
      t,
      pins.filter(({ title }) => String(title).includes(character)),
      pins,
      share,
      character,
    );
  }
  hasShare(
    t,
    pins.filter(({ title }) => /[\u{10000}-\u{10ffff}]/u.test(String(title))),
    pins,
    0.012,
    'astral',
  );
  t.true(pins.some(({ title }) => /\p{Script=Hebrew}/u.test(String(title))));
});

test('there are titles and posters that look like no data and are some', (t) => {
  t.true(pins.some(({ title }) => /^Untitled: /.test(String(title))));
  t.true(pins.some(({ poster_name }) => /^No Time /.test(String(poster_name))));
});

test('a post is marked as not downloaded exactly when its image is missing', (t) => {
  for (const { image_src, downloaded } of pins) {
    t.is(downloaded, image_src === null || image_src === 'Image src error.' ? 0 : 1);
  }
});

test('posters keep their follower count from post to post', (t) => {
  // As many posters as rows to draw from: 1 - 1/e of them are drawn at all. Were the count drawn anew, nearly every pair would be new.
  const pairs = new Set(pins.map(({ poster_name, follower_count }) => `${poster_name} ${follower_count}`));
  t.true(pairs.size < 0.65 * rows, `${pairs.size} pairs`);
});

test('categories stand in ranges of the table, in the order of the original, and in the place where they are saved', (t) => {
  const starts = {
    art: 0,
    beauty: 896,
    christmas: 1642,
    'diy-and-crafts': 2637,
    education: 3467,
    'event-planning': 4331,
    finance: 5078,
    'home-decor': 5865,
    'mens-fashion': 6725,
    quotes: 7577,
    tattoos: 8488,
    travel: 9458,
    vehicles: 10316,
  };
  const original = openGenerator({ seed: 1, rows: 11_154 });
  const category = (key: number) => JSON.parse(original.row('pin', key)).category;
  for (const [name, start] of Object.entries(starts)) {
    t.is(category(start), name);
    if (start > 0) t.not(category(start - 1), name);
  }
  t.is(category(11_153), 'vehicles');
  t.deepEqual([...new Set(pins.map((pin) => pin.category))], Object.keys(starts));
  for (const pin of pins) t.is(pin.save_location, `Local save in /data/${pin.category}`);
});

test('243 countries occur, Albania and Algeria four times as often as others', (t) => {
  const counts = Map.groupBy(geos, ({ country }) => country);
  t.is(counts.size, 243);
  for (const [country, some] of counts) {
    hasShare(t, some, geos, (country === 'Albania' || country === 'Algeria' ? 4 : 1) / 249, String(country));
    t.regex(String(country), /^[\x20-\x7e]+$/);
  }
  for (const awkward of ["Cote d'Ivoire", 'Svalbard & Jan Mayen Islands', 'Holy See (Vatican City State)']) {
    t.true(counts.has(awkward), awkward);
  }
});

test('coordinates are anywhere on earth, in six significant digits at most', (t) => {
  for (const [field, limit] of [
    ['latitude', 90],
    ['longitude', 180],
  ] as const) {
    const values = geos.map((geo) => Number(geo[field]));
    t.true(Math.max(...values) > limit - 1 && Math.min(...values) < 1 - limit);
    for (const value of values)
      t.true(
        String(value)
          .replace(/^-?0?\.?0*|\./g, '')
          .replace('.', '').length <= 6,
        String(value),
      );
  }
});

test('everyone joined before posting, in the years and at the ages of the original', (t) => {
  for (const [key, { date_joined }] of users.entries()) {
    t.true(instant(date_joined) < instant(geos[key]?.timestamp), `row ${key}`);
  }
  for (const [year, share] of [
    ['2015', 0.4],
    ['2016', 0.43],
    ['2017', 0.17],
  ] as const) {
    const distinct = [...new Map(users.map((user) => [identity(user), user])).values()];
    hasShare(
      t,
      distinct.filter((user) => String(user.date_joined).startsWith(year)),
      distinct,
      share,
      year,
    );
  }
  const ages = users.map(({ age }) => Number(age)).sort((a, b) => a - b);
  t.deepEqual([ages[0], ages.at(-1)], [20, 60]);
  t.true(Math.abs((ages[rows / 2] ?? 0) - 26) <= 1);
});

test('users post more than once, and names are shared by different ones', (t) => {
  const distinct = new Set(users.map(identity));
  const names = new Set(users.map(({ first_name, last_name }) => `${first_name} ${last_name}`));
  // 5,307 users over 11,154 posts.
  t.true(Math.abs(distinct.size / rows - 5307 / 11_154) < 0.01, `${distinct.size} users`);
  t.true(names.size < distinct.size);
});

test('timestamps come with a T and with a space', (t) => {
  for (const [some, field] of [
    [geos, 'timestamp'],
    [users, 'date_joined'],
  ] as const) {
    const shapes = new Set(some.map((row) => String(row[field]).replaceAll(/\d/g, '0')));
    t.deepEqual([...shapes].sort(), ['0000-00-00 00:00:00', '0000-00-00T00:00:00']);
  }
});

test('every post has an id of its own, of version 4', (t) => {
  t.is(new Set(pins.map(({ unique_id }) => unique_id)).size, rows);
  for (const { unique_id } of pins) {
    t.regex(String(unique_id), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  }
});

function identity({ first_name, last_name, age, date_joined }: Row): string {
  return `${first_name} ${last_name} ${age} ${date_joined}`;
}

function instant(text: unknown): number {
  return Date.parse(`${String(text).replace(' ', 'T')}Z`);
}
