import type { PathName } from '../blueprint/index.ts';
import { contracts } from '../contracts/index.ts';
import type { Counts } from './counts.ts';
import { total } from './counts.ts';
import type { Kinds, LiveReport, Moment, Quarantine, ReportData, RunRecord, StreamPlace, Totals } from './data.ts';

/** What the tables of a run hold. */
export interface Found extends Pick<ReportData, 'answers' | 'quarantine'> {
  /** Of the streaming path, where there is one. */
  readonly streamQuarantine?: Quarantine<StreamPlace>;
}

/** What the report of a finished run shows: what the run kept of itself, and what its tables hold. */
export function reportOf({ stream, ...record }: RunRecord, { streamQuarantine, ...found }: Found): ReportData {
  const quarantine = streamQuarantine ?? { reasons: [], examples: [] };
  return { ...record, ...found, ...(stream && { stream: { ...stream, quarantine } }) };
}

/** The last report of a run that has ended: everything is known. */
export function endedReport({ run: { finishedAt, ...run }, ...data }: ReportData): LiveReport {
  return { phase: 'ended', at: finishedAt, run, ...data };
}

/** Whether a report is the last one of its run. */
export function isLast({ phase }: Pick<LiveReport, 'phase'>): boolean {
  return phase === 'ended' || phase === 'failed';
}

/** A report in which each kind has its place, also when nothing is known of any. */
export function withKinds(report: LiveReport): LiveReport {
  const none = Object.fromEntries(contracts.map(({ kind }) => [kind, {}]));
  const placed = (kinds: LiveReport['counts']) => (Object.keys(kinds).length === 0 ? none : kinds);
  const { counts, stream } = report;
  return { ...report, counts: placed(counts), ...(stream && { stream: { ...stream, counts: placed(stream.counts) } }) };
}

/** Moments that a run keeps: as many as a chart has room for. */
export const momentsKept = 120;

/**
 * The moments of a run with one more. A long run is thinned evenly: of each two neighbours the later one stays, with the worse lag and
 * freshness of both, so that no trouble is lost.
 */
export function withMoment(series: readonly Moment[], moment: Moment): readonly Moment[] {
  const all = [...series, moment];
  if (all.length <= momentsKept) return all;
  const thinned = all.flatMap((later, index) => (index % 2 === 1 ? [worseOf(all[index - 1] as Moment, later)] : []));
  return all.length % 2 === 0 ? thinned : [...thinned, moment];
}

function worseOf(earlier: Moment, later: Moment): Moment {
  const [a, b] = [earlier.freshness ?? later.freshness, later.freshness ?? earlier.freshness];
  return {
    ...later,
    millisBehind: Math.max(earlier.millisBehind, later.millisBehind),
    ...(a && b && { freshness: { p50: Math.max(a.p50, b.p50), p99: Math.max(a.p99, b.p99) } }),
  };
}

/** The totals of a moment from the counts of a path; what is not known yet is 0. */
export function totalsOf(kinds: Kinds<Partial<Counts>>): Totals {
  return { stored: total('stored', kinds) ?? 0, landed: total('landed', kinds) ?? 0 };
}

/** A rate is taken over at least so many milliseconds: records become readable batch by batch. */
const rateSpanMs = 1000;

/** Records a second that a path stored and landed at each moment, over the second before it. */
export function rates(series: readonly Moment[], path: PathName): Totals[] {
  const moments = [{ at: 0, [path]: { stored: 0, landed: 0 } } as Pick<Moment, 'at' | PathName>, ...series];
  let first = 0;
  return series.map((now) => {
    while (now.at - (moments[first + 1] as Moment).at >= rateSpanMs) first += 1;
    const before = moments[first] as Moment;
    const seconds = (now.at - before.at) / 1000;
    const rate = (name: keyof Totals) =>
      seconds > 0 ? Math.round((now[path][name] - before[path][name]) / seconds) : 0;
    return { stored: rate('stored'), landed: rate('landed') };
  });
}
