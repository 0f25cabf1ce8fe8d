import type { PathName } from '../blueprint/index.ts';
import type { ProgressReport } from '../emulator/index.ts';
import type { StreamProgress } from '../jobs/index.ts';
import { type Counts, total } from '../report/counts.ts';
import type { Kinds, LiveReport, Moment, Phase, Quarantine, Run, StreamPlace } from '../report/data.ts';
import { totalsOf, withMoment } from '../report/live.ts';
import { mapKinds } from './path-counts.ts';
import type { ProgressBar } from './progress.ts';

type SomeCounts = Kinds<Partial<Counts>>;

/** What a watch needs besides. */
export interface WatchPorts {
  /** Called whenever more is known. */
  readonly tell: (report: LiveReport) => void;
  /** Reads what the stream job has rejected by now. */
  readonly rejected: () => Promise<Quarantine<StreamPlace>>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Keeps what is known of a run while it goes on, and tells it whenever that is more. */
export class RunWatch {
  readonly #run: Run;
  readonly #bar: ProgressBar;
  readonly #ports: WatchPorts;
  readonly #began: number;
  #phase: Phase = 'posting';
  #failure: string | undefined;
  readonly #posted: Record<PathName, SomeCounts> = { batch: {}, stream: {} };
  readonly #landed: Record<PathName, SomeCounts> = { batch: {}, stream: {} };
  readonly #messages: Record<PathName, number> = { batch: 0, stream: 0 };
  #freshness: StreamProgress['freshness'];
  /** How many rejected records were there when they were last looked at. */
  #looked = 0;
  #isLooking = false;
  #quarantine: Quarantine<StreamPlace> | undefined;
  #series: readonly Moment[] = [];

  constructor(run: Run, bar: ProgressBar, ports: WatchPorts) {
    this.#run = run;
    this.#bar = bar;
    this.#ports = ports;
    this.#began = ports.now();
  }

  /** The moments of the run so far. */
  get series(): readonly Moment[] {
    return this.#series;
  }

  /** A phase begins. */
  step(phase: Phase): void {
    this.#bar.step(phase);
    this.#phase = phase;
    this.#ports.tell(this.report());
  }

  /** The run has failed. */
  fail(error: unknown): void {
    this.#failure = (error as Error).message;
    this.step('failed');
  }

  /** How far the emulator is on a path. */
  posted(path: PathName, { messages, kinds, waiting }: ProgressReport): void {
    this.#posted[path] = kinds;
    this.#messages[path] = messages;
    this.#bar.update({
      messages: Math.min(...Object.values(this.#messages)),
      ...(waiting !== undefined && { waiting }),
    });
  }

  /** What the stream job, which reports some times a second, and the sink have done by then. */
  progressed({ kinds, freshness, recentFreshness }: StreamProgress, landed: SomeCounts): void {
    this.#landed.batch = landed;
    this.#landed.stream = mapKinds(kinds, ({ read, cleaned, quarantined }) => ({ landed: read, cleaned, quarantined }));
    this.#freshness = freshness;
    this.#series = withMoment(this.#series, {
      at: this.#ports.now() - this.#began,
      millisBehind: Math.max(0, ...Object.values(kinds).map(({ millisBehind }) => millisBehind)),
      ...(recentFreshness && { freshness: recentFreshness }),
      batch: totalsOf(this.#counts('batch')),
      stream: totalsOf(this.#counts('stream')),
    });
    this.#ports.tell(this.report());
    const rejected = total('quarantined', this.#landed.stream) ?? 0;
    if (rejected > this.#looked && !this.#isLooking) void this.#look(rejected);
  }

  async #look(rejected: number): Promise<void> {
    this.#isLooking = true;
    try {
      this.#quarantine = await this.#ports.rejected();
      this.#looked = rejected;
    } catch {
      // The job that writes the table tells what is wrong with it; here the page is only less new.
    } finally {
      this.#isLooking = false;
    }
  }

  /** What is known now. */
  report(): LiveReport {
    return {
      phase: this.#phase,
      at: new Date(this.#ports.now()).toISOString(),
      ...(this.#failure !== undefined && { failure: this.#failure }),
      run: this.#run,
      counts: this.#counts('batch'),
      stream: {
        counts: this.#counts('stream'),
        series: this.#series,
        ...(this.#freshness && { freshness: this.#freshness }),
        ...(this.#quarantine && { quarantine: this.#quarantine }),
      },
    };
  }

  #counts(path: PathName): SomeCounts {
    return mapKinds(this.#posted[path], (posted, kind) => ({ ...posted, ...this.#landed[path][kind] }));
  }
}
