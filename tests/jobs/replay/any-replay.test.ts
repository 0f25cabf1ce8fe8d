import assert from 'node:assert/strict';
import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import { type BatchCounts, runBatchJob } from '../../../runtime/jobs/index.ts';
import { type ReplayOptions, replayQuarantine } from '../../../runtime/jobs/replay/replay.ts';
import { makePlace, putObject, readTable } from '../helpers/bucket.ts';
import {
  quarantineTables,
  readRows,
  runOnce,
  someStreams,
  streams,
  streamTables,
} from '../stream/helpers/run-stream.ts';

const kinds = ['geo', 'user'] as const;
const paths = ['batch', 'stream'] as const;

type Kind = (typeof kinds)[number];
type Path = (typeof paths)[number];

/** A record as the test knows it: its key is its own, so that it can be found again. */
interface Known {
  readonly path: Path;
  readonly kind: Kind;
  readonly key: number;
  readonly place: string;
  is: 'good' | 'new' | 'rejected' | 'corrected';
}

const step = fc.oneof(
  fc.record({
    does: fc.constant('post' as const),
    path: fc.constantFrom(...paths),
    kind: fc.constantFrom(...kinds),
    bad: fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }),
  }),
  fc.record({ does: fc.constant('run' as const), path: fc.constantFrom(...paths) }),
  fc.record({
    does: fc.constant('replay' as const),
    path: fc.constantFrom(...paths),
    kind: fc.option(fc.constantFrom(...kinds), { nil: undefined }),
    /** Every second place, or what the filter selects. */
    byPlace: fc.boolean(),
    by: fc.constantFrom('nothing' as const, 'wrong' as const, 'right' as const, 'right' as const),
  }),
);

type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** The job of each path, what was posted, and what the last batch run counted. */
class World {
  readonly job;
  readonly source = someStreams(2);
  readonly records: Known[] = [];
  counts: Record<string, BatchCounts> = {};

  constructor(t: ExecutionContext) {
    this.job = makePlace(t);
  }

  async take(given: Step): Promise<void> {
    if (given.does === 'post') this.#post(given);
    else if (given.does === 'run') await this.run(given.path);
    else if (this.#of(given.path).some(({ is }) => is !== 'new')) await this.#replay(given);
  }

  async run(path: Path): Promise<void> {
    if (path === 'batch') this.counts = await runBatchJob(this.job);
    else await runOnce({ source: this.source, tables: this.job.tables });
    for (const record of this.#of(path)) if (record.is === 'new') record.is = 'rejected';
  }

  #post({ path, kind, bad }: Step & { does: 'post' }): void {
    const first = this.records.length;
    const lines = bad.map((isBad, index) => ({ ind: first + index, ...(isBad && { latitude: 91, age: 131 }) }));
    const object = path === 'batch' ? putObject(this.job, kind, lines, { startOffset: first }) : '';
    for (const [index, line] of lines.entries()) {
      this.records.push({
        path,
        kind,
        key: line.ind,
        place: path === 'batch' ? `${object}:${index + 1}` : this.#put(kind, line),
        is: bad[index] ? 'new' : 'good',
      });
    }
  }

  #put(kind: Kind, line: { readonly ind: number }): string {
    const { shardId, sequenceNumber } = this.source.put(streams[kind] as string, line.ind, JSON.stringify(line));
    return `${kind}:${shardId}:${sequenceNumber}`;
  }

  async #replay({ path, kind, byPlace, by }: Step & { does: 'replay' }): Promise<void> {
    const open = this.#of(path).filter((record) => record.is === 'rejected' && record.kind === (kind ?? record.kind));
    const chosen = byPlace ? open.filter((_, index) => index % 2 === 0) : open;
    const patch = by === 'right' ? { latitude: 1, age: null } : { latitude: 92, age: 132 };
    const result = await replayQuarantine({
      ...this.job,
      path,
      selection: byPlace ? { places: chosen.map(({ place }) => place), withReplayed: true } : { kind },
      repair: by === 'nothing' ? { by } : { by: 'patch', patch },
    } as ReplayOptions);
    const replayed = by === 'right' ? chosen.length : 0;
    const { rejected, ...told } = result;
    assert.deepEqual(told, { selected: chosen.length, replayed, already: 0, resumed: 0 });
    assert.equal(rejected.length, chosen.length - replayed);
    if (by === 'right') for (const record of chosen) record.is = 'corrected';
  }

  #of(path: Path): Known[] {
    return this.records.filter((record) => record.path === path);
  }
}

test('whatever is posted, run and repaired in whatever order, every record ends once: clean, or in quarantine', async (t) => {
  t.timeout(600_000);
  const order = fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 10 }), async (steps) => {
    const world = new World(t);
    for (const path of paths) await world.run(path);
    for (const each of steps) await world.take(each);
    for (const path of paths) await world.run(path);
    await checkBatch(world);
    await checkStream(world);
  });
  await t.notThrowsAsync(fc.assert(order, { numRuns: 4 }));
});

async function checkBatch({ job, counts, records }: World): Promise<void> {
  const own = records.filter(({ path }) => path === 'batch');
  const rejected = (await readTable(job, 'quarantine')).map(({ object, line }) => `${object}:${line}`);
  assert.deepEqual(rejected.sort(), placesOf(own, 'rejected'));
  for (const kind of kinds) {
    const of = own.filter((record) => record.kind === kind);
    const count = (is: Known['is']) => of.filter((record) => record.is === is).length;
    const clean = of.filter(({ is }) => is !== 'rejected').map(({ key }) => key);
    assert.deepEqual(
      (await readTable(job, kind)).map(({ ind }) => ind),
      clean,
    );
    assert.deepEqual(counts[kind], {
      read: of.length,
      replayed: count('corrected'),
      cleaned: clean.length,
      quarantined: count('rejected') + count('corrected'),
      rows: clean.length,
    });
  }
}

async function checkStream({ job, records }: World): Promise<void> {
  const own = records.filter(({ path }) => path === 'stream');
  const clean = new Set<string>();
  for (const kind of kinds) {
    for (const row of await readRows(job.tables, streamTables[kind] as string)) {
      const place = `${kind}:${row.shard_id}:${row.sequence_number}`;
      assert.ok(!clean.has(place), place);
      assert.equal(row.ind, own.find((record) => record.place === place)?.key);
      clean.add(place);
    }
  }
  const quarantined = (await readRows(job.tables, quarantineTables.stream)).map(
    (row) => `${row.kind}:${row.shard_id}:${row.sequence_number}`,
  );
  assert.deepEqual([...clean].sort(), [...placesOf(own, 'good'), ...placesOf(own, 'corrected')].sort());
  assert.deepEqual(quarantined.filter((place) => !clean.has(place)).sort(), placesOf(own, 'rejected'));
}

function placesOf(records: readonly Known[], is: Known['is']): string[] {
  return records
    .filter((record) => record.is === is)
    .map(({ place }) => place)
    .sort();
}
