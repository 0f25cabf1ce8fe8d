import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { localStage, names } from '../../runtime/blueprint/index.ts';
import { startStreamJob } from '../../runtime/cli/stream-path.ts';
import { deltaSchema, streamQuarantineColumns } from '../../runtime/contracts/index.ts';
import { beginTransaction, folderStore, openTable } from '../../runtime/delta/index.ts';
import { PinflowError } from '../../runtime/errors.ts';
import { startTwin } from '../../runtime/twin/index.ts';
import { failuresIn, openEngine } from '../delta/helpers/tables.ts';
import { temporaryFolder } from '../helpers/folder.ts';

const stage = localStage('demo');

test('why the job of a thread fails is told by its code, and the thread ends', async (t) => {
  const dir = temporaryFolder(t);
  const twin = await startTwin({ stage, dir });
  t.teardown(() => twin.close());
  const tables = join(dir, 'file');
  writeFileSync(tables, '');
  const job = startStreamJob({ stage, endpoint: twin.kinesisUrl as string, tables }, () => {});
  await job.begun;
  const error = await t.throwsAsync(job.drained(), { instanceOf: PinflowError });
  t.regex(error?.code ?? '', /^(STORAGE|TABLE)_/);
  await job.stop();
});

test('a job that is stopped leaves what it has taken, and ends', async (t) => {
  const dir = temporaryFolder(t);
  const twin = await startTwin({ stage, dir });
  t.teardown(() => twin.close());
  const job = startStreamJob({ stage, endpoint: twin.kinesisUrl as string, tables: join(dir, 'tables') }, () => {});
  await job.begun;
  await job.stop();
  t.like((await job.done).kinds, { pin: { read: 0 } });
});

test('a checkpoint that the job of a thread cannot make is told outside of it', async (t) => {
  const dir = temporaryFolder(t);
  const twin = await startTwin({ stage, dir });
  t.teardown(() => twin.close());
  const tables = join(dir, 'tables');
  const quarantine = join(tables, names(stage).quarantineTables.stream);
  await beginTransaction(await openTable(await openEngine(t), folderStore(quarantine)), {
    mode: 'append',
    schema: deltaSchema(streamQuarantineColumns),
    properties: { 'delta.checkpointInterval': '1' },
  }).commit();
  mkdirSync(join(quarantine, '_delta_log', '_last_checkpoint'));
  const failures = failuresIn(t, quarantine);
  const job = startStreamJob({ stage, endpoint: twin.kinesisUrl as string, tables }, () => {});
  await job.drained();
  t.regex(failures[0]?.message ?? '', /: version 1 is committed, but its checkpoint/);
});
