import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test from 'ava';
import { localStage, objectKey } from '../../runtime/blueprint/index.ts';
import { user } from '../../runtime/contracts/user.ts';
import { checkObjects } from '../../runtime/jobs/check.ts';
import { withEngine } from '../../runtime/jobs/engine.ts';
import { listObjects } from '../../runtime/jobs/objects.ts';

const stage = localStage('demo');
const columns = 'partition, "offset", line, array_to_string(reasons, \' \') as reasons, payload, ind';

/** Checks objects of the user topic, given as partition, start offset and content, and returns their rows by place. */
async function checked(
  ...objects: (readonly [partition: number, startOffset: number, content: string | Uint8Array])[]
) {
  const folder = await mkdtemp(join(tmpdir(), 'pinflow-test-'));
  for (const [partition, startOffset, content] of objects) {
    const file = join(folder, 'bucket', objectKey({ topic: 'demo.user', partition, startOffset }));
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
  return withEngine(async (connection, engine) => {
    const found = await listObjects(join(folder, 'bucket'), stage, 'user');
    const [relation] = await checkObjects(engine, [{ contract: user, objects: found }]);
    const rows = await connection.runAndReadAll(`select ${columns} from ${relation} order by 1, 2`);
    return rows.getRowsJson();
  });
}

test('each line stands at its offset and line, good or bad', async (t) => {
  t.deepEqual(await checked([1, 40, '{"ind":1}\nx\n{"ind":2}\n'], [0, 0, '{"ind":3}\n']), [
    [0, '0', '1', '', null, 3],
    [1, '40', '1', '', null, 1],
    [1, '41', '2', 'not_json_object', 'x', null],
    [1, '42', '3', '', null, 2],
  ]);
});

test('an object without a last line feed loses nothing; blank lines are lines; carriage returns are white space', async (t) => {
  t.deepEqual(await checked([0, 0, '\n{"ind":1}\r\n{"ind":2}']), [
    [0, '0', '1', 'not_json_object', '', null],
    [0, '1', '2', '', null, 1],
    [0, '2', '3', '', null, 2],
  ]);
});

test('bytes that are not UTF-8 cost their own line alone', async (t) => {
  const broken = Buffer.concat([
    Buffer.from('{"ind":1}\n{"first_name":"'),
    Buffer.from([0xff]),
    Buffer.from('"}\n{"ind":2}\n'),
  ]);
  t.deepEqual(await checked([0, 7, broken], [0, 20, '{"ind":3}\n']), [
    [0, '7', '1', '', null, 1],
    [0, '8', '2', 'not_json_object', '{"first_name":"\ufffd"}', null],
    [0, '9', '3', '', null, 2],
    [0, '20', '1', '', null, 3],
  ]);
});

test('no objects and empty objects give no rows', async (t) => {
  t.deepEqual(await checked(), []);
  t.deepEqual(await checked([0, 0, '']), []);
});

test('a line of many megabytes is quarantined whole', async (t) => {
  const line = 'x'.repeat(5_000_000);
  t.deepEqual(await checked([0, 0, `${line}\n{"ind":1}\n`]), [
    [0, '0', '1', 'too_large', line, null],
    [0, '1', '2', '', null, 1],
  ]);
});
