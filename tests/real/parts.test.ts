import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { real, spark } from './helpers/parts.ts';
import { openDeltalake, openSpark } from './helpers/python.ts';

real(spark, () => {
  const folder = mkdtempSync(join(tmpdir(), 'pinflow-real-'));
  const engine = openSpark();
  const deltalake = openDeltalake();
  test.after.always(async () => {
    await Promise.all([engine.close(), deltalake.close()]);
    rmSync(folder, { recursive: true });
  });

  test('what Spark writes as a Delta table, Spark and deltalake read value for value', async (t) => {
    const table = join(folder, 'values');
    const row = {
      whole: 2_147_483_647,
      text: `a"b'c\\d\ne😀`,
      pair: [-89.98, 179.94],
      instant: '2018-03-05T14:08:41Z',
      nothing: null,
    };
    await engine.ask(`
      create table delta.\`${table}\` using delta as
      select 2147483647 as whole, 'a"b\\'c\\\\d\\ne😀' as text, array(-89.98D, 179.94D) as pair,
        timestamp'2018-03-05 14:08:41' as instant, cast(null as string) as nothing`);
    t.deepEqual(await engine.ask(`select * from delta.\`${table}\``), [row]);
    t.deepEqual(await deltalake.ask({ table }), [row]);
    t.deepEqual(await deltalake.ask({ table, version: 0 }), [row]);
  });

  test('a reader says why it refuses, and goes on', async (t) => {
    await t.throwsAsync(engine.ask('select * from nowhere'), { message: /TABLE_OR_VIEW_NOT_FOUND.*nowhere/ });
    await t.throwsAsync(deltalake.ask({ table: join(folder, 'nowhere') }), { message: /nowhere|not found|No such/i });
    t.deepEqual(await engine.ask('select 1 as one'), [{ one: 1 }]);
  });
});
