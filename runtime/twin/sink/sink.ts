import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PinflowError, storageError } from '../../errors.ts';
import type { Clock } from '../clock.ts';
import type { TopicLog } from '../log/port.ts';
import { type DeadLetters, openDeadLetters } from './dead-letters.ts';
import { noProgress, type Progress, readProgress } from './offsets.ts';
import { PartitionTask, type TaskContext } from './partition-task.ts';
import { readSinkSettings, type SinkSettings } from './settings.ts';

/** What became of a topic's records, since the topic began. */
export type SinkCounts = Omit<Progress, 'offset'>;

/** The S3 sink at work. */
export interface Sink {
  /** Committed counts by topic; landed + dead-lettered + skipped is every record up to the committed offsets. */
  counts(): Record<string, SinkCounts>;
  /**
   * Resolves when everything that is in the topics now is committed, by full objects and scheduled rotation as ever; without a
   * schedule that can be never. Rejects with why the task failed, or when the sink is closed before.
   */
  drained(): Promise<void>;
  /** Settles when the sink has ended: by `close`, or with why the task failed. */
  readonly done: Promise<void>;
  /** Ends the sink; objects that are not finished are written anew by the next one. */
  close(): Promise<void>;
}

/** Where the sink reads and writes. */
export interface SinkOptions {
  readonly log: TopicLog;
  /** The connector's configuration, as MSK Connect gets it. */
  readonly settings: Readonly<Record<string, string>>;
  /** The connector's name, for the headers of dead letters. */
  readonly connector: string;
  /** The folder that stands for the bucket. */
  readonly bucket: string;
  /** The folder of committed offsets and unfinished objects, on the bucket's file system. */
  readonly state: string;
  readonly clock: Clock;
}

/**
 * Starts the sink on all topics that its settings name, and on those that are created later.
 * @throws {PinflowError} `SINK_SETTING_INVALID`, `SINK_FAILED` when the committed offsets are not of this log, or a storage code.
 */
export async function startSink(options: SinkOptions): Promise<Sink> {
  const settings = readSinkSettings(options.settings);
  await rm(join(options.state, 'open'), { recursive: true, force: true }).catch((error) => {
    throw storageError(error, options.state);
  });
  const committed = await committedProgress(options, settings);
  const deadLetters = await deadLettersOf(options, settings, committed);
  return new RunningSink(options, settings, deadLetters, committed);
}

interface Committed {
  readonly topic: string;
  readonly partition: number;
  readonly progress: Progress;
}

async function committedProgress({ log, state }: SinkOptions, settings: SinkSettings): Promise<Committed[]> {
  const all: Committed[] = [];
  for (const topic of (await log.topics()).filter((name) => reads(settings, name))) {
    const partitions = (await log.describe(topic))?.partitions ?? 0;
    for (let partition = 0; partition < partitions; partition++) {
      const progress = await readProgress(state, topic, partition);
      const end = await log.endOffset(topic, partition);
      if (progress.offset > end) {
        const place = `topic ${topic}, partition ${partition}, offset ${progress.offset}`;
        throw new PinflowError('SINK_FAILED', `${place}: committed in ${state}, but the topic ends at offset ${end}`);
      }
      all.push({ topic, partition, progress });
    }
  }
  return all;
}

async function deadLettersOf(
  { log, connector }: SinkOptions,
  settings: SinkSettings,
  committed: readonly Committed[],
): Promise<DeadLetters | undefined> {
  const { deadLetterTopic, contextHeaders } = settings;
  if (deadLetterTopic === undefined) return undefined;
  const offsets = new Map(
    committed.map(({ topic, partition, progress }) => [`${topic}/${partition}`, progress.offset]),
  );
  return await openDeadLetters(log, deadLetterTopic, { connector, contextHeaders }, (topic, partition, offset) => {
    return offset >= (offsets.get(`${topic}/${partition}`) ?? Number.POSITIVE_INFINITY);
  });
}

/** The sink never reads its own dead letters, even where the pattern would let it. */
function reads({ topics, deadLetterTopic }: SinkSettings, topic: string): boolean {
  return topics.test(topic) && topic !== deadLetterTopic;
}

class RunningSink implements Sink {
  readonly done: Promise<void>;
  readonly #context: TaskContext;
  readonly #tasks = new Map<string, PartitionTask>();
  readonly #runs: Promise<void>[] = [];
  readonly #waiters = new Set<{ check: () => boolean; resolve: () => void; reject: (error: unknown) => void }>();
  readonly #unsubscribe: () => void;
  #end: { error?: PinflowError } | undefined;
  #settle: { resolve: () => void; reject: (error: unknown) => void } | undefined;

  constructor(
    options: SinkOptions,
    settings: SinkSettings,
    deadLetters: DeadLetters | undefined,
    committed: readonly Committed[],
  ) {
    this.#context = { ...options, settings, deadLetters, committed: () => this.#resolveDrained() };
    this.done = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    // Whoever waits for it still sees the failure; nobody has to.
    this.done.catch(() => {});
    for (const { topic, partition, progress } of committed) this.#start(topic, partition, progress);
    this.#unsubscribe = options.log.onAppend((topic, partition) => {
      const task = this.#tasks.get(`${topic}/${partition}`);
      if (task !== undefined) task.wake();
      else if (reads(settings, topic)) this.#start(topic, partition, noProgress);
    });
  }

  counts(): Record<string, SinkCounts> {
    const counts: Record<string, SinkCounts> = {};
    for (const { topic, committed } of this.#tasks.values()) {
      const { landed = 0, deadLettered = 0, skipped = 0 } = counts[topic] ?? {};
      counts[topic] = {
        landed: landed + committed.landed,
        deadLettered: deadLettered + committed.deadLettered,
        skipped: skipped + committed.skipped,
      };
    }
    return counts;
  }

  async drained(): Promise<void> {
    const targets: { task: PartitionTask; offset: number }[] = [];
    for (const task of this.#tasks.values()) {
      targets.push({ task, offset: await this.#context.log.endOffset(task.topic, task.partition) });
    }
    const check = () => targets.every(({ task, offset }) => task.committed.offset >= offset);
    await new Promise<void>((resolve, reject) => {
      if (this.#end?.error !== undefined) reject(this.#end.error);
      else if (check()) resolve();
      else if (this.#end !== undefined) reject(closedEarly());
      else this.#waiters.add({ check, resolve, reject });
    });
  }

  async close(): Promise<void> {
    this.#finish(undefined);
    await Promise.all(this.#runs);
    this.#settle?.resolve();
  }

  #start(topic: string, partition: number, progress: Progress): void {
    const task = new PartitionTask(this.#context, topic, partition, progress);
    this.#tasks.set(`${topic}/${partition}`, task);
    const place = `topic ${topic}, partition ${partition}`;
    this.#runs.push(task.run().catch((error) => this.#finish(storageError(error, place))));
  }

  #resolveDrained(): void {
    for (const waiter of this.#waiters) {
      if (!waiter.check()) continue;
      this.#waiters.delete(waiter);
      waiter.resolve();
    }
  }

  /** The first reason to end counts: all partitions stop, and whoever waits is told. */
  #finish(error: PinflowError | undefined): void {
    if (this.#end !== undefined) return;
    this.#end = error === undefined ? {} : { error };
    this.#unsubscribe();
    for (const task of this.#tasks.values()) task.stop();
    for (const { reject } of this.#waiters) reject(error ?? closedEarly());
    this.#waiters.clear();
    if (error !== undefined) this.#settle?.reject(error);
  }
}

function closedEarly(): Error {
  return new Error('the sink was closed before the topics were drained');
}
