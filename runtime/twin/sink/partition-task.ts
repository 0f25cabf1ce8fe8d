import { setImmediate as othersTurn } from 'node:timers/promises';
import { PinflowError } from '../../errors.ts';
import type { Clock } from '../clock.ts';
import type { StoredRecord, TopicLog } from '../log/port.ts';
import type { DeadLetter, DeadLetters } from './dead-letters.ts';
import { countLines, ObjectFile } from './object-file.ts';
import { commitProgress, type Progress } from './offsets.ts';
import { nextRotation } from './rotation.ts';
import type { SinkSettings } from './settings.ts';
import { judge, type Verdict } from './verdict.ts';

/** What a partition's task works with. */
export interface TaskContext {
  readonly log: TopicLog;
  readonly settings: SinkSettings;
  readonly clock: Clock;
  /** The folder that stands for the bucket. */
  readonly bucket: string;
  /** The folder of offsets and unfinished objects. */
  readonly state: string;
  readonly deadLetters: DeadLetters | undefined;
  /** Called after each commit. */
  readonly committed: () => void;
}

/**
 * Turns one partition into objects, in offset order. An object is published first, its offsets are committed then, and only after that
 * the next object is begun: a sink that is killed in between meets the same records again and writes the same object over itself.
 */
export class PartitionTask {
  readonly topic: string;
  readonly partition: number;
  readonly #context: TaskContext;
  #committed: Progress;
  readonly #ahead: { -readonly [K in keyof Progress]: Progress[K] };
  #letters: DeadLetter[] = [];
  #object: OpenObject | undefined;
  #isFirst = true;
  #stopped = false;
  #signalled = false;
  #wake = () => {};

  constructor(context: TaskContext, topic: string, partition: number, committed: Progress) {
    this.#context = context;
    this.topic = topic;
    this.partition = partition;
    this.#committed = committed;
    this.#ahead = { ...committed };
  }

  /** How far the partition is committed. */
  get committed(): Progress {
    return this.#committed;
  }

  /** Looks for new records. */
  wake(): void {
    this.#signalled = true;
    this.#wake();
  }

  /** Ends the task; an unfinished object is given up, and its records are read again by the next one. */
  stop(): void {
    this.#stopped = true;
    this.wake();
  }

  /** Works until it is stopped. Rejects when a record stops the task by its settings, or when storage fails. */
  async run(): Promise<void> {
    try {
      while (!this.#stopped) await this.#step();
    } finally {
      await this.#object?.file.discard();
    }
  }

  async #step(): Promise<void> {
    this.#signalled = false;
    const records = await this.#context.log.read(this.topic, this.partition, this.#ahead.offset);
    for (const record of records) {
      const verdict = this.#judge(record);
      if ('line' in verdict) this.#object ??= await this.#open(record.offset);
      this.#take(record, verdict);
      if (this.#object !== undefined && this.#object.file.lines >= this.#object.fullAt) await this.#publish();
      if (this.#stopped) return;
    }
    if (records.length > 0) await this.#settle();
    // Reading and writing may end without a pause: those who post are not to wait until all records are caught up with.
    await othersTurn();
    if (this.#isDue(records.length === 0)) await this.#publish();
    else if (records.length === 0) await this.#idle();
  }

  #judge(record: StoredRecord): Exclude<Verdict, { fail: string }> {
    const verdict = judge(record, this.#context.settings);
    if (!('fail' in verdict)) return verdict;
    const place = `topic ${this.topic}, partition ${this.partition}, offset ${record.offset}`;
    throw new PinflowError('SINK_FAILED', `${place}: ${verdict.fail}`);
  }

  #take(record: StoredRecord, verdict: Exclude<Verdict, { fail: string }>): void {
    if ('line' in verdict) {
      this.#object?.file.add(verdict.line);
      this.#ahead.landed += 1;
    } else if ('deadLetter' in verdict) {
      this.#letters.push({ record, failure: verdict.deadLetter });
      this.#ahead.deadLettered += 1;
    } else {
      this.#ahead.skipped += 1;
    }
    this.#ahead.offset = record.offset + 1;
  }

  /** Nothing of a batch stays in memory, and a batch without lines moves the offset at once. */
  async #settle(): Promise<void> {
    if (this.#object === undefined) await this.#commit();
    else {
      await this.#object.file.flush();
      await this.#report();
    }
  }

  /** An object that was published before the last commit could be made is made again as it was, whatever the schedule says now. */
  #isDue(caughtUp: boolean): boolean {
    const { rotateAt, isRemade = false } = this.#object ?? {};
    return rotateAt !== undefined && this.#context.clock.now() >= rotateAt && (caughtUp || !isRemade);
  }

  async #publish(): Promise<void> {
    await this.#object?.file.publish();
    this.#object = undefined;
    await this.#commit();
  }

  async #commit(): Promise<void> {
    await this.#report();
    if (this.#ahead.offset === this.#committed.offset) return;
    const progress = { ...this.#ahead };
    await commitProgress(this.#context.state, this.topic, this.partition, progress);
    this.#committed = progress;
    this.#context.committed();
  }

  async #report(): Promise<void> {
    const letters = this.#letters;
    this.#letters = [];
    if (letters.length > 0) await this.#context.deadLetters?.report(this.topic, this.partition, letters);
  }

  async #open(startOffset: number): Promise<OpenObject> {
    const { bucket, state, clock, settings } = this.#context;
    const place = { topic: this.topic, partition: this.partition, startOffset };
    const remade = this.#isFirst ? await countLines(bucket, place) : undefined;
    this.#isFirst = false;
    const intervalMs = settings.rotateScheduleIntervalMs;
    return {
      file: await ObjectFile.open(bucket, state, place),
      fullAt: remade ?? settings.flushSize,
      rotateAt: intervalMs === undefined ? undefined : nextRotation(clock.now(), intervalMs, settings.timezone),
      isRemade: remade !== undefined,
    };
  }

  async #idle(): Promise<void> {
    if (this.#signalled) return;
    const rotateAt = this.#object?.rotateAt;
    let cancel = () => {};
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      if (rotateAt !== undefined) cancel = this.#context.clock.at(rotateAt, resolve);
    });
    cancel();
  }
}

interface OpenObject {
  readonly file: ObjectFile;
  /** Lines at which the object is finished. */
  readonly fullAt: number;
  readonly rotateAt: number | undefined;
  readonly isRemade: boolean;
}
