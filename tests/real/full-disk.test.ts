import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { localStage, names } from '../../runtime/blueprint/index.ts';
import { pinflow } from '../helpers/cli.ts';
import { temporaryFolder } from '../helpers/folder.ts';
import { readRows } from '../jobs/stream/helpers/run-stream.ts';
import { entry, openKinesis } from '../twin/helpers/kinesis.ts';
import { real } from './helpers/parts.ts';

real(['the right to mount'], () => {
  test.serial('a disk that is full while posts arrive ends the run with a clear error', async (t) => {
    const disk = smallDisk(t);
    const { status, stderr } = await pinflow(
      'demo',
      '--messages',
      '60000',
      '--batch-size',
      '200',
      '--out',
      join(disk, 'run'),
    );
    t.is(status, 1);
    t.regex(stderr, /^error STORAGE_FULL: .*(no space left|No space left)/m);
  });

  test.serial(
    'a disk that is full when tables are made leaves the tables as they were, and the job works again later',
    async (t) => {
      const disk = smallDisk(t);
      const tables = join(disk, 'tables');
      const run = join(temporaryFolder(t), 'run');
      t.is((await pinflow('demo', '--messages', '300', '--out', run)).status, 0);
      const job = ['job', 'batch', '--bucket', join(run, 'bucket'), '--tables', tables];
      t.is((await pinflow(...job)).status, 0);
      const before = await pinflow('query', '--all', '--tables', tables);
      const files = readdirSync(tables, { recursive: true }).length;

      writeFileSync(join(disk, 'ballast'), Buffer.alloc(room(disk) - 20_000));
      const full = await pinflow(...job);
      t.is(full.status, 1);
      t.regex(full.stderr, /^error STORAGE_FULL: /m);
      t.deepEqual(await pinflow('query', '--all', '--tables', tables), before);
      t.is(readdirSync(tables, { recursive: true }).length, files);

      rmSync(join(disk, 'ballast'));
      t.is((await pinflow(...job)).status, 0);
      t.deepEqual(await pinflow('query', '--all', '--tables', tables), before);
    },
  );

  test.serial(
    'a disk that is full while a stream is taken ends the job, and the next one takes each record once',
    async (t) => {
      const disk = smallDisk(t);
      const tables = join(disk, 'tables');
      const bench = await openKinesis(t);
      const { streams, streamTables, quarantineTables } = names(localStage('demo'));
      const StreamName = streams.user as string;
      for (const stream of Object.values(streams))
        await bench.ask('CreateStream', { StreamName: stream, ShardCount: 1 });
      const put = (ind: number) =>
        bench.ask('PutRecords', { StreamName, Records: [entry('k', `{"ind":${ind}}`), entry('k', `${ind}`)] });
      const job = ['job', 'stream', '--endpoint', bench.url, '--tables', tables, '--once'];
      await put(1);
      t.is((await pinflow(...job)).status, 0);
      await put(2);
      writeFileSync(join(disk, 'ballast'), Buffer.alloc(room(disk)));
      const full = await pinflow(...job);
      t.is(full.status, 1);
      t.regex(full.stderr, /^error STORAGE_FULL: /m);
      rmSync(join(disk, 'ballast'));
      t.is((await pinflow(...job)).status, 0);
      t.deepEqual(
        (await readRows(tables, streamTables.user as string)).map(({ ind }) => ind),
        [1, 2],
      );
      t.deepEqual(
        (await readRows(tables, quarantineTables.stream)).map(({ payload }) => String(payload)),
        ['1', '2'],
      );
    },
  );
});

const megabytes = 8;

/** A file system of its own that is soon full. */
function smallDisk(t: ExecutionContext): string {
  const folder = join(temporaryFolder(t), 'disk');
  mkdirSync(folder);
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder]);
  t.teardown(() => execFileSync('umount', ['--lazy', folder]));
  return folder;
}

/** The bytes that are still free. */
function room(disk: string): number {
  const used = readdirSync(disk, { recursive: true, encoding: 'utf8' })
    .map((name) => statSync(join(disk, name)))
    .reduce((sum, { blocks }) => sum + blocks * 512, 0);
  return megabytes * 1024 * 1024 - used;
}
