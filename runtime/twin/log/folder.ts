import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isTopicName } from '../../blueprint/index.ts';
import { PinflowError, storageError } from '../../errors.ts';
import { AppendQueue, type Partition } from './append-queue.ts';
import { nodeFiles, type SegmentFiles } from './files.ts';
import { lockFolder } from './lock.ts';
import { keyPartition } from './partitioner.ts';
import type { Appended, LogRecord, ReadLimits, StoredRecord, TopicDescription, TopicLog } from './port.ts';
import { Segment } from './segment.ts';

/**
 * Opens a topic log that lives in a folder: `topics/<topic>/<partition>.log`, and `lock/` while it is open.
 * @throws {PinflowError} `LOG_LOCKED` when another process has it open, `LOG_DAMAGED` when a file does not hold what was written,
 * or a storage code.
 */
export function openFolderLog(folder: string, options: { now?: () => number; files?: SegmentFiles } = {}): TopicLog {
  const { now = Date.now, files = nodeFiles } = options;
  const unlock = lockFolder(join(folder, 'lock'));
  try {
    return new FolderLog(folder, now, files, unlock);
  } catch (error) {
    unlock();
    throw storageError(error, folder);
  }
}

class FolderLog implements TopicLog {
  readonly #folder: string;
  readonly #files: SegmentFiles;
  readonly #unlock: () => void;
  readonly #topics = new Map<string, Partition[]>();
  readonly #listeners = new Set<(topic: string, partition: number) => void>();
  readonly #queue: AppendQueue;
  #calls = 0;
  #closed = false;

  constructor(folder: string, now: () => number, files: SegmentFiles, unlock: () => void) {
    this.#folder = folder;
    this.#files = files;
    this.#unlock = unlock;
    this.#queue = new AppendQueue(now, ({ topic, number }) => {
      for (const listener of this.#listeners) listener(topic, number);
    });
    for (const left of ['new', 'gone']) rmSync(join(folder, left), { recursive: true, force: true });
    mkdirSync(join(folder, 'topics'), { recursive: true });
    for (const topic of readdirSync(join(folder, 'topics'))) this.#open(topic);
  }

  createTopic(name: string, partitions: number): Promise<boolean> {
    return new Promise((resolve) => {
      if (!isTopicName(name)) throw new RangeError(`${name} is not a name for a topic`);
      const isNew = !this.#topics.has(name);
      if (isNew) this.#create(name, partitions);
      resolve(isNew);
    });
  }

  async deleteTopic(name: string): Promise<boolean> {
    const partitions = this.#topics.get(name);
    if (partitions === undefined) return false;
    this.#queue.flush();
    this.#remove(name);
    for (const { segment } of partitions) await segment.discard();
    return true;
  }

  topics(): Promise<string[]> {
    return Promise.resolve([...this.#topics.keys()].sort());
  }

  describe(topic: string): Promise<TopicDescription | undefined> {
    const partitions = this.#topics.get(topic);
    return Promise.resolve(partitions && { name: topic, partitions: partitions.length });
  }

  append(topic: string, records: readonly LogRecord[]): Promise<Appended[]> {
    const count = this.#topics.get(topic)?.length ?? 0;
    // Records without a key go to one partition per call, as a producer's batch does.
    const keyless = this.#calls++ % count;
    return this.#queue.add(records, ({ partition, key }) =>
      this.#partition(topic, partition ?? (key === null ? keyless : keyPartition(key, count))),
    );
  }

  read(topic: string, partition: number, fromOffset: number, limits?: ReadLimits): Promise<StoredRecord[]> {
    return new Promise((resolve) => resolve(this.#partition(topic, partition).segment.read(fromOffset, limits)));
  }

  endOffset(topic: string, partition: number): Promise<number> {
    return new Promise((resolve) => resolve(this.#partition(topic, partition).segment.endOffset));
  }

  onAppend(listener: (topic: string, partition: number) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#queue.flush();
    this.#closed = true;
    try {
      for (const { segment } of [...this.#topics.values()].flat()) await segment.close();
    } finally {
      this.#unlock();
    }
  }

  /** A topic appears with all its partitions or not at all. */
  #create(name: string, partitions: number): void {
    const draft = join(this.#folder, 'new', name);
    const folder = join(this.#folder, 'topics', name);
    try {
      mkdirSync(draft, { recursive: true });
      for (let number = 0; number < partitions; number++) writeFileSync(join(draft, `${number}.log`), '');
      renameSync(draft, folder);
    } catch (error) {
      throw storageError(error, folder);
    }
    this.#open(name);
  }

  /** A topic disappears with all its partitions or not at all. */
  #remove(name: string): void {
    const gone = join(this.#folder, 'gone');
    const folder = join(this.#folder, 'topics', name);
    try {
      mkdirSync(gone, { recursive: true });
      renameSync(folder, join(gone, name));
      this.#topics.delete(name);
      rmSync(gone, { recursive: true });
    } catch (error) {
      throw storageError(error, folder);
    }
  }

  #open(topic: string): void {
    const folder = join(this.#folder, 'topics', topic);
    const count = readdirSync(folder).filter((name) => name.endsWith('.log')).length;
    const partitions = Array.from({ length: count }, (_, number): Partition => {
      const path = join(folder, `${number}.log`);
      if (!existsSync(path)) {
        throw new PinflowError(
          'LOG_DAMAGED',
          `${path} is missing among the ${count} partitions of ${topic}, at byte 0`,
        );
      }
      return { topic, number, segment: new Segment(path, this.#files), waiting: [] };
    });
    this.#topics.set(topic, partitions);
  }

  #partition(topic: string, number: number): Partition {
    if (this.#closed) throw new Error('the topic log is closed');
    const partition = this.#topics.get(topic)?.[number];
    if (partition === undefined) throw new RangeError(`there is no partition ${number} of topic ${topic}`);
    return partition;
  }
}
