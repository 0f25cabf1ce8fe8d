import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { openFolderLog } from '../../../runtime/twin/log/folder.ts';
import { temporaryFolder } from '../../helpers/folder.ts';
import { startChild } from '../helpers/child.ts';

const holder = new URL('../helpers/hold-log.ts', import.meta.url);

test('a log that another process has open is refused, by that process; after its death, however sudden, it opens', async (t) => {
  const folder = temporaryFolder(t);
  const other = startChild(t, holder, folder);
  t.deepEqual(await other.said, { open: true });
  const error = t.throws(() => openFolderLog(folder), { code: 'LOG_LOCKED' });
  t.true(error?.message.includes(`process ${other.process.pid} has this topic log open`), error?.message);
  other.process.kill('SIGKILL');
  t.is(await other.ended, 'SIGKILL');
  const log = openFolderLog(folder);
  t.is(readdirSync(join(folder, 'lock')).length, 1);
  await log.close();
  t.deepEqual(readdirSync(join(folder, 'lock')), []);
});

test('the process itself cannot open a log twice, and closing it lets another process in', async (t) => {
  const folder = temporaryFolder(t);
  const log = openFolderLog(folder);
  t.throws(() => openFolderLog(folder), { code: 'LOG_LOCKED' });
  t.deepEqual(await startChild(t, holder, folder).said, { open: false, code: 'LOG_LOCKED' });
  await log.close();
  t.deepEqual(await startChild(t, holder, folder).said, { open: true });
});

test('of many processes that come at once, never more than one has the log', async (t) => {
  const folder = temporaryFolder(t);
  const said = await Promise.all([1, 2, 3, 4].map(() => startChild(t, holder, folder).said));
  t.true(said.filter((word) => (word as { open: boolean }).open).length <= 1);
});

const linux = process.platform === 'linux' ? test : test.skip;

linux('a lock whose process number now belongs to another process is stale', (t) => {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, 'lock'), { recursive: true });
  writeFileSync(join(folder, 'lock', '1.5f1c6b0e.lock'), 'another-boot 42');
  const log = openFolderLog(folder);
  t.teardown(() => log.close());
  t.false(readdirSync(join(folder, 'lock')).includes('1.5f1c6b0e.lock'));
});

test('a folder that may not be written is named', (t) => {
  const file = join(temporaryFolder(t), 'file');
  writeFileSync(file, '');
  const error = t.throws(() => openFolderLog(file), { code: 'STORAGE_FAILED' });
  t.true(error?.message.startsWith(join(file, 'lock')), error?.message);
});
