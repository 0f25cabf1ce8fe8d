import {
  type Page,
  SourceError,
  type SourceFault,
  type StreamDescription,
  type StreamRecord,
  type StreamSource,
} from '../../../../runtime/jobs/stream/source.ts';

interface MemoryShard {
  readonly id: string;
  readonly parents: readonly string[];
  readonly records: StreamRecord[];
  isClosed: boolean;
}

interface MemoryStream {
  readonly createdAt: number;
  shards: MemoryShard[];
  /** Shards that it has had. */
  had: number;
}

/** Streams as Kinesis has them, in memory: what a test puts in, a job reads out. */
export class MemoryStreams implements StreamSource {
  readonly #streams = new Map<string, MemoryStream>();
  #sequence = 10n ** 55n;
  #created = Date.UTC(2026, 0, 1);
  /** Records in one page. */
  pageRecords = 10_000;
  /** Asked before every call: what it is to fail with. */
  fault: (call: keyof StreamSource, stream: string) => SourceFault | undefined = () => undefined;

  create(stream: string, shards = 1): void {
    this.#created += 1000;
    this.#streams.set(stream, { createdAt: this.#created, shards: [], had: 0 });
    for (let shard = 0; shard < shards; shard++) this.#open(stream, []);
  }

  delete(stream: string): void {
    this.#streams.delete(stream);
  }

  /** Puts a record into one of the open shards, the same for the same key while no shard is split or merged. */
  put(
    stream: string,
    key: number,
    data: Uint8Array | string,
    arrivedAt = Date.now(),
  ): { shardId: string; sequenceNumber: string } {
    const open = this.open(stream);
    const shard = open[key % open.length] as MemoryShard;
    this.#sequence += 1n;
    const sequenceNumber = String(this.#sequence);
    shard.records.push({ sequenceNumber, arrivedAt, data: Buffer.from(data) });
    return { shardId: shard.id, sequenceNumber };
  }

  open(stream: string): MemoryShard[] {
    return this.#stream(stream).shards.filter(({ isClosed }) => !isClosed);
  }

  split(stream: string, index: number): void {
    const shard = this.open(stream)[index] as MemoryShard;
    shard.isClosed = true;
    for (let child = 0; child < 2; child++) this.#open(stream, [shard.id]);
  }

  merge(stream: string): void {
    const [one, other] = this.open(stream);
    if (one === undefined || other === undefined) return;
    one.isClosed = true;
    other.isClosed = true;
    this.#open(stream, [one.id, other.id]);
  }

  /** Has the retention of its closed shards pass. */
  expire(stream: string): void {
    const found = this.#stream(stream);
    found.shards = this.open(stream);
  }

  async describe(stream: string): Promise<StreamDescription> {
    this.#failOrNot('describe', stream);
    return this.#stream(stream);
  }

  async iterator(stream: string, shardId: string, after: string | undefined): Promise<string> {
    this.#failOrNot('iterator', stream);
    const { createdAt } = this.#stream(stream);
    const { records } = this.#shard(stream, shardId);
    const index =
      after === undefined ? 0 : records.findIndex(({ sequenceNumber }) => BigInt(sequenceNumber) > BigInt(after));
    return JSON.stringify([stream, createdAt, shardId, index < 0 ? records.length : index]);
  }

  async read(iterator: string): Promise<Page> {
    const [stream, createdAt, shardId, index] = JSON.parse(iterator) as [string, number, string, number];
    this.#failOrNot('read', stream);
    if (this.#stream(stream).createdAt !== createdAt)
      throw new SourceError('missing', 'the iterator is of another stream');
    const { records, isClosed } = this.#shard(stream, shardId);
    const page = records.slice(index, index + this.pageRecords);
    const end = index + page.length;
    // That a closed shard has ended shows in the read after its last record.
    const next = isClosed && page.length === 0 ? undefined : JSON.stringify([stream, createdAt, shardId, end]);
    return { records: page, next, millisBehind: end === records.length ? 0 : 1 };
  }

  #open(stream: string, parents: readonly string[]): void {
    const found = this.#stream(stream);
    const id = `shardId-${String(found.had++).padStart(12, '0')}`;
    found.shards.push({ id, parents, records: [], isClosed: false });
  }

  #failOrNot(call: keyof StreamSource, stream: string): void {
    const fault = this.fault(call, stream);
    if (fault !== undefined) throw new SourceError(fault, `the test wants ${fault}`);
  }

  #stream(stream: string): MemoryStream {
    const found = this.#streams.get(stream);
    if (found === undefined) throw new SourceError('missing', `Stream ${stream} not found.`);
    return found;
  }

  #shard(stream: string, shardId: string): MemoryShard {
    const found = this.#stream(stream).shards.find(({ id }) => id === shardId);
    if (found === undefined) throw new SourceError('missing', `Shard ${shardId} in stream ${stream} does not exist`);
    return found;
  }
}
