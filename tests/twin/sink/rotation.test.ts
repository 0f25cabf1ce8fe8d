import { strictEqual } from 'node:assert';
import test from 'ava';
import fc from 'fast-check';
import { nextRotation } from '../../../runtime/twin/sink/rotation.ts';

const minute = 60_000;
const hour = 60 * minute;

/** Rotations that can be worked out by hand: local times with their offset from UTC. */
const known: [now: string, intervalHours: number, timezone: string, next: string, why: string][] = [
  ['2026-01-01T00:00:00Z', 1, 'UTC', '2026-01-01T01:00:00Z', 'a multiple itself is past'],
  ['2026-01-01T00:59:59.999Z', 1, 'UTC', '2026-01-01T01:00:00Z', 'the multiple after now'],
  ['2026-01-01T16:59:00Z', 7, 'UTC', '2026-01-01T21:00:00Z', 'an interval that does not fit into the day'],
  ['2026-01-01T23:00:00Z', 7, 'UTC', '2026-01-02T00:00:00Z', 'starts anew at midnight'],
  ['2026-01-01T12:00:00Z', 48, 'UTC', '2026-01-02T00:00:00Z', 'an interval longer than a day'],
  ['2026-01-01T10:00:00+05:30', 24, 'Asia/Kolkata', '2026-01-02T00:00:00+05:30', 'a zone of half an hour'],
  ['2026-01-01T10:01:00+05:45', 1, 'Asia/Kathmandu', '2026-01-01T11:00:00+05:45', 'a zone of three quarters'],
  ['2026-03-08T01:30:00-08:00', 1, 'America/Los_Angeles', '2026-03-08T03:00:00-07:00', 'the hour that is left out'],
  [
    '2026-03-08T12:00:00-07:00',
    6,
    'America/Los_Angeles',
    '2026-03-08T13:00:00-07:00',
    '12 elapsed hours after midnight',
  ],
  ['2026-03-08T22:00:00-07:00', 6, 'America/Los_Angeles', '2026-03-09T00:00:00-07:00', 'a day of 23 hours'],
  ['2026-11-01T01:30:00-07:00', 1, 'America/Los_Angeles', '2026-11-01T01:00:00-08:00', 'the first of two equal hours'],
  ['2026-11-01T01:30:00-08:00', 1, 'America/Los_Angeles', '2026-11-01T02:00:00-08:00', 'the second of two equal hours'],
  ['2026-11-01T23:30:00-08:00', 24, 'America/Los_Angeles', '2026-11-02T00:00:00-08:00', 'the 25th hour of the day'],
  [
    '2026-11-01T22:30:00-08:00',
    24,
    'America/Los_Angeles',
    '2026-11-01T23:00:00-08:00',
    'the multiple within a day of 25 hours',
  ],
  ['2026-04-05T00:10:00+11:00', 24, 'Australia/Lord_Howe', '2026-04-05T23:30:00+10:30', 'half an hour is put back'],
  ['2018-11-03T23:30:00-03:00', 1, 'America/Sao_Paulo', '2018-11-04T01:00:00-02:00', 'a day that starts at 1'],
  ['2018-11-04T05:10:00-02:00', 6, 'America/Sao_Paulo', '2018-11-04T07:00:00-02:00', 'counted from 1 on such a day'],
  ['2011-12-29T23:00:00-10:00', 24, 'Pacific/Apia', '2011-12-31T00:00:00+14:00', 'a date that is left out'],
];

for (const [now, intervalHours, timezone, next, why] of known) {
  test(`${intervalHours} h after ${now} in ${timezone}: ${why}`, (t) => {
    const rotation = nextRotation(Date.parse(now), intervalHours * hour, timezone);
    t.is(new Date(rotation).toISOString(), new Date(next).toISOString());
  });
}

const zones = [
  'UTC',
  'America/New_York',
  'Europe/London',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Pacific/Chatham',
  'America/St_Johns',
];

test('the next rotation is the first one that counting on from midnight meets', (t) => {
  const property = fc.property(
    fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2035, 0, 1) }),
    fc.integer({ min: 10 * minute, max: 30 * hour }),
    fc.constantFrom(...zones),
    (now, intervalMs, timezone) =>
      strictEqual(nextRotation(now, intervalMs, timezone), counted(now, intervalMs, timezone)),
  );
  t.notThrows(() => fc.assert(property, { numRuns: 60 }));
});

/** Walks minute by minute to the two midnights around an instant, and from the first one in steps of the interval. */
function counted(now: number, intervalMs: number, timezone: string): number {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, dateStyle: 'short' });
  const today = format.format(now);
  let midnight = Math.floor(now / minute) * minute;
  while (format.format(midnight - minute) === today) midnight -= minute;
  let nextMidnight = midnight;
  while (format.format(nextMidnight) === today) nextMidnight += minute;
  let next = midnight;
  while (next <= now) next += intervalMs;
  return Math.min(next, nextMidnight);
}
