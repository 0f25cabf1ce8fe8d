import type { Counts, LiveReport, Moment, ReportData } from '../../runtime/report/index.ts';

/** Texts that try to break out of HTML, of attributes and of their line. */
export const hostileTexts = [
  '</script><script>alert(1)</script>',
  `"onmouseover='alert(1)'`,
  '<img src=x onerror=alert(1)>',
  '<!-- --> ]]> &lt; &amp;amp; {a|b} {value} {b}',
  'مرحبا بالعالم \u202e txet',
  '😀👩‍👩‍👧 line\u2028separator\u2029and\nnewline\r\n',
  '\0\u0001\u007f \ud800 lone',
];

const categories = [
  'art',
  'beauty',
  'christmas',
  'diy-and-crafts',
  'education',
  'event-planning',
  'finance',
  'home-decor',
  'mens-fashion',
  'quotes',
  'tattoos',
  'travel',
  'vehicles',
];
const posters = [
  'Ada’s Kitchen',
  'Paper & Twine',
  'No Time For Flash Cards',
  'Garage Notes',
  'Örn Ólafsson',
  ...hostileTexts,
];

/** Made-up but life-like data: every answer, three kinds, some records that went astray, and the hostile texts where data stand. */
export function sample(): ReportData {
  const countries = countryNames();
  const pick = <T>(list: readonly T[], index: number) => list[(index * 5 + (index >> 3)) % list.length] as T;
  return {
    run: { id: 'demo', source: 'generator', messages: 12_000, seed: 100, finishedAt: '2026-03-05T14:08:41Z' },
    counts: {
      pin: counts({ generated: 12_000, rejected: 2, redelivered: 100, quarantined: 31, rows: 7286 }),
      geo: counts({ generated: 12_000, redelivered: 100, quarantined: 4, rows: 7302 }),
      user: counts({ generated: 12_000, unknown: 1, quarantined: 0, rows: 7301 }),
    },
    answers: {
      top_category_by_country: countries.map((country, index) => ({
        country,
        category: pick(categories, index),
        category_count: 3 + ((index * 13) % 37),
      })),
      top_category_by_year: [2018, 2019, 2020, 2021, 2022].map((post_year, index) => ({
        post_year,
        category: pick(categories, index + 3),
        category_count: 140 + ((index * 71) % 90),
      })),
      top_poster_by_country: countries.map((country, index) => ({
        country,
        poster_name: pick(posters, index),
        follower_count: 15_000_000 - ((index * 7_919_000) % 14_990_000),
      })),
      country_of_top_poster: [{ country: countries[0], poster_name: 'Ada’s Kitchen', follower_count: 15_000_000n }],
      top_category_by_age_group: [
        { age_group: '18-24', category: 'tattoos', category_count: 412 },
        { age_group: '25-35', category: 'christmas', category_count: 307 },
        { age_group: '36-50', category: 'vehicles', category_count: 198 },
        { age_group: '50+', category: 'vehicles', category_count: 64 },
      ],
      median_followers_by_age_group: [
        { age_group: '18-24', median_follower_count: 98_000 },
        { age_group: '25-35', median_follower_count: 21_000 },
        { age_group: '36-50', median_follower_count: 6000 },
        { age_group: '50+', median_follower_count: 1000 },
      ],
      users_joined_by_year: [
        { post_year: 2015, number_users_joined: 1843n },
        { post_year: 2016, number_users_joined: 2120n },
        { post_year: 2017, number_users_joined: 802n },
      ],
      median_followers_by_join_year: [
        { post_year: 2015, median_follower_count: 119_000 },
        { post_year: 2016, median_follower_count: 19_000 },
        { post_year: 2017, median_follower_count: 2000 },
      ],
      median_followers_by_join_year_and_age_group: [
        [2015, '18-24', 228_000],
        [2015, '25-35', 42_000],
        [2015, '36-50', 10_000],
        [2015, '50+', 1000],
        [2016, '18-24', 46_000],
        [2016, '25-35', 20_000],
        [2016, '36-50', 8000],
        [2016, '50+', 1000],
        [2017, '18-24', 11_000],
        [2017, '36-50', 3000],
        [2017, '50+', 760],
      ].map(([post_year, age_group, median_follower_count]) => ({ post_year, age_group, median_follower_count })),
    },
    quarantine: {
      reasons: [
        { kind: 'geo', reason: 'latitude_invalid', records: 4 },
        { kind: 'pin', reason: 'follower_count_invalid', records: 22 },
        { kind: 'pin', reason: 'unique_id_invalid', records: 11 },
      ],
      examples: hostileTexts.map((payload, index) => ({
        kind: 'pin',
        object: 'topics/demo.pin/partition=0/demo.pin+0+0000000000.json',
        line: 17 + index,
        reasons: ['follower_count_invalid', 'unique_id_invalid'].slice(index % 2),
        payload: index === 2 ? payload.repeat(200) : `{"index":${index},"follower_count":"12q","title":"${payload}"}`,
      })),
    },
  };
}

/** Data of a run of both paths. */
export function bothPaths(): ReportData {
  const batch = sample();
  return {
    ...batch,
    stream: {
      counts: {
        pin: counts({ generated: 12_000, rejected: 1, redelivered: 3, quarantined: 30 }),
        geo: counts({ generated: 12_000, quarantined: 4 }),
        user: counts({ generated: 12_000, unknown: 2 }),
      },
      duplicates: 0,
      freshness: { p50: 187, p99: 431 },
      series: moments(40),
      quarantine: {
        reasons: [
          { kind: 'geo', reason: 'latitude_invalid', records: 4 },
          { kind: 'pin', reason: 'not_json', records: 30 },
        ],
        examples: hostileTexts.slice(0, 3).map((payload, index) => ({
          kind: 'pin',
          shard: `shardId-00000000000${index}`,
          sequenceNumber: `4966${index}`.padEnd(56, '0'),
          reasons: ['not_json'],
          payload: index === 0 ? null : payload,
        })),
      },
    },
  };
}

/** What is known of that run while it goes on, `share` of the way. */
export function underWay(share: number): LiveReport {
  const { run, stream } = bothPaths();
  const { finishedAt, ...asked } = run;
  const part = ({ generated, stored }: Counts, landed: number): Partial<Counts> => ({
    generated: Math.round(generated * share),
    stored: Math.round(stored * share),
    rejected: 0,
    unknown: 0,
    landed,
  });
  const all = Object.entries(stream?.counts ?? {});
  return {
    phase: 'posting',
    at: finishedAt,
    run: asked,
    counts: Object.fromEntries(all.map(([kind, counts]) => [kind, part(counts, Math.round(9000 * share))])),
    stream: {
      counts: Object.fromEntries(all.map(([kind, counts]) => [kind, part(counts, Math.round(11_000 * share))])),
      freshness: { p50: 190, p99: 402 },
      series: moments(Math.round(40 * share)),
    },
  };
}

/** Moments of a run that posts evenly, one each quarter of a second. */
function moments(count: number): Moment[] {
  return Array.from({ length: count }, (_, index) => ({
    at: 250 * (index + 1),
    batch: { stored: 900 * (index + 1), landed: 890 * index },
    stream: { stored: 900 * (index + 1), landed: 860 * index },
    millisBehind: (index * 37) % 90,
    ...(index > 0 && { freshness: { p50: 150 + ((index * 53) % 80), p99: 300 + ((index * 97) % 170) } }),
  }));
}

/** Data of a run in which nothing arrived. */
export function emptySample(): ReportData {
  const { run, answers } = sample();
  return {
    run: { ...run, messages: 0 },
    counts: { pin: counts({ generated: 0 }), geo: counts({ generated: 0 }), user: counts({ generated: 0 }) },
    answers: Object.fromEntries(Object.keys(answers).map((name) => [name, []])) as unknown as ReportData['answers'],
    quarantine: { reasons: [], examples: [] },
  };
}

/** Counts that balance, given what went astray. */
export function counts(known: Partial<Counts> & { generated: number }): Counts {
  const { rejected = 0, unknown = 0, redelivered = 0, dead_lettered = 0, replayed = 0, quarantined = 0 } = known;
  const stored = known.generated - rejected - unknown;
  const landed = stored + redelivered - dead_lettered;
  const cleaned = landed + replayed - quarantined;
  return {
    rejected,
    unknown,
    redelivered,
    dead_lettered,
    replayed,
    quarantined,
    stored,
    landed,
    cleaned,
    rows: cleaned,
    ...known,
  };
}

function countryNames(): string[] {
  const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  const found = letters.flatMap((first) => letters.flatMap((second) => names.of(first + second) ?? []));
  return [...new Set(found)].sort().slice(0, 243);
}
