/**
 * Clean rows from raw ones, read from `docs/contracts.md` a second time and written in plain TypeScript, so that the project's checks
 * and SQL have something to be compared with. Nothing of `runtime` is used here.
 */
export interface CleanPin {
  readonly ind: number;
  readonly unique_id: string | null;
  readonly title: string | null;
  readonly description: string | null;
  readonly follower_count: number | null;
  readonly poster_name: string | null;
  readonly tag_list: string | null;
  readonly is_image_or_video: string | null;
  readonly image_src: string | null;
  readonly save_location: string | null;
  readonly category: string | null;
}

export interface CleanGeo {
  readonly ind: number;
  readonly country: string | null;
  readonly coordinates: readonly [latitude: number, longitude: number] | null;
  /** `YYYY-MM-DDTHH:MM:SSZ`. */
  readonly timestamp: string | null;
}

export interface CleanUser {
  readonly ind: number;
  readonly user_name: string | null;
  readonly age: number | null;
  /** `YYYY-MM-DDTHH:MM:SSZ`. */
  readonly date_joined: string | null;
}

/** The clean tables: of the accepted rows of each key the last to arrive. */
export function cleanTables({ pin, geo, user }: Readonly<Record<string, readonly unknown[]>>) {
  return { pin: newest(pin, cleanPin), geo: newest(geo, cleanGeo), user: newest(user, cleanUser) };
}

class Refused extends Error {}

function newest<Clean extends { ind: number }>(rows: readonly unknown[] = [], clean: (raw: Raw) => Clean) {
  const byKey = new Map<number, Clean>();
  for (const raw of rows) {
    try {
      const row = clean(raw as Raw);
      byKey.set(row.ind, row);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
    }
  }
  return byKey;
}

type Raw = Readonly<Record<string, unknown>>;

function cleanPin(raw: Raw): CleanPin {
  return {
    ind: key(raw.index),
    unique_id: matching(raw.unique_id, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i),
    title: text(raw.title, 'No Title Data Available', ''),
    description: text(raw.description, 'No description available Story format', 'No description available', 'Untitled'),
    follower_count: raw.follower_count === 'User Info Error' ? null : followers(raw.follower_count),
    poster_name: text(raw.poster_name, 'User Info Error'),
    tag_list: text(raw.tag_list, 'N,o, ,T,a,g,s, ,A,v,a,i,l,a,b,l,e'),
    is_image_or_video: text(raw.is_image_or_video),
    image_src: text(raw.image_src, 'Image src error.'),
    save_location: text(raw.save_location)?.replace(/^Local save in /, '') ?? null,
    category: text(raw.category),
  };
}

function cleanGeo(raw: Raw): CleanGeo {
  const latitude = degrees(raw.latitude, 90);
  const longitude = degrees(raw.longitude, 180);
  return {
    ind: key(raw.ind),
    country: text(raw.country),
    coordinates: latitude === null || longitude === null ? null : [latitude, longitude],
    timestamp: instant(raw.timestamp),
  };
}

function cleanUser(raw: Raw): CleanUser {
  const [first, last] = [text(raw.first_name), text(raw.last_name)];
  const name = first !== null && last !== null ? `${first} ${last}` : (first ?? last);
  return {
    ind: key(raw.ind),
    user_name: name === '' ? null : name,
    age: whole(raw.age, 130),
    date_joined: instant(raw.date_joined),
  };
}

function key(value: unknown): number {
  return whole(value, 2_147_483_647) ?? refuse();
}

function text(value: unknown, ...noData: string[]): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value !== 'string' || Buffer.byteLength(value) > 65_535) return refuse();
  if (value.includes('\0') || !value.isWellFormed()) return refuse();
  return noData.includes(value) ? null : value;
}

function matching(value: unknown, pattern: RegExp): string | null {
  const given = text(value);
  return given === null || pattern.test(given) ? given : refuse();
}

function whole(value: unknown, most: number): number | null {
  const number = typeof value === 'number' ? value : Number(matching(value, /^\d{1,10}$/) ?? 'none');
  if (value === null || value === undefined) return null;
  return Number.isInteger(number) && number >= 0 && number <= most ? Math.abs(number) : refuse();
}

/** `1.5k` is 1500. As whole numbers throughout: 1.001 times 1,000 is not 1,001 among doubles. */
function followers(value: unknown): number | null {
  if (typeof value !== 'string' || !/[kM]$/.test(value)) return whole(value, 2_147_483_647);
  const [, digits = '', decimals = '', suffix] = /^(\d{1,10})(?:\.(\d+))?([kM])$/.exec(value) ?? refuse();
  const places = suffix === 'k' ? 3 : 6;
  const exact = BigInt(digits + decimals.padEnd(places, '0'));
  return decimals.length > places || exact > 2_147_483_647n ? refuse() : Number(exact);
}

function degrees(value: unknown, most: number): number | null {
  if (value === null || value === undefined) return null;
  const number = typeof value === 'number' ? value : Number(matching(value, /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i));
  return Math.abs(number) <= most ? number || 0 : refuse();
}

function instant(value: unknown): string | null {
  const given = matching(value, /^(19|20|21)\d\d-\d\d-\d\d[T ]\d\d:\d\d:\d\d$/);
  if (given === null) return null;
  const [year = 0, month = 0, ...rest] = given.split(/[- T:]/).map(Number);
  const date = new Date(Date.UTC(year, month - 1, ...rest));
  // The calendar carries what does not exist over: the 31st of April becomes the 1st of May.
  const real = date.toISOString().slice(0, 19);
  return real === given.replace(' ', 'T') ? `${real}Z` : refuse();
}

function refuse(): never {
  throw new Refused();
}
