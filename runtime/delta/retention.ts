import { type Snapshot, withContents } from './snapshot.ts';

const weekMs = 7 * 24 * 3_600_000;
const unitsMs: Readonly<Record<string, number>> = {
  week: weekMs,
  day: weekMs / 7,
  hour: 3_600_000,
  minute: 60_000,
  second: 1000,
  millisecond: 1,
};

/** How long files stay that the table has no more, in milliseconds: a week unless `delta.deletedFileRetentionDuration` says otherwise. */
export function fileRetentionMs({ metadata }: Snapshot): number {
  return intervalMs(metadata.configuration['delta.deletedFileRetentionDuration'] ?? 'interval 1 week');
}

/** A snapshot without the files that were removed longer ago than that: no reader can need them. @param now milliseconds since 1970 */
export function withoutExpired(snapshot: Snapshot, now: number): Snapshot {
  return withContents(snapshot, snapshot.contents.withoutRemoved(now - fileRetentionMs(snapshot)));
}

/** How long versions can be read, in milliseconds: 30 days unless `delta.logRetentionDuration` says otherwise. */
export function logRetentionMs({ metadata }: Snapshot): number {
  return intervalMs(metadata.configuration['delta.logRetentionDuration'] ?? 'interval 30 days');
}

/** The milliseconds of an interval such as `interval 7 days` or `interval 1 week 2 hours`; one that is not understood never ends. */
function intervalMs(interval: string): number {
  const [, parts] = /^\s*(?:interval\s+)?((?:\d+\s+[a-z]+\s*)+)$/i.exec(interval) ?? [];
  const spans = [...(parts ?? '').matchAll(/(\d+)\s+([a-z]+)/gi)].map(
    ([, count, unit = '']) =>
      Number(count) * (unitsMs[unit.toLowerCase().replace(/s$/, '')] ?? Number.POSITIVE_INFINITY),
  );
  return parts === undefined ? Number.POSITIVE_INFINITY : spans.reduce((sum, span) => sum + span, 0);
}
