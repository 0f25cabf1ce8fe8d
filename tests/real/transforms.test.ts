import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import fc from 'fast-check';
import { type Contract, contracts, lineChecker } from '../../runtime/contracts/index.ts';
import { answerNames, answerQuery, checkQuery, dialects, newestQuery } from '../../runtime/transforms/index.ts';
import { arbitraryLine } from '../helpers/arbitrary-rows.ts';
import { committedRows, type RawRows, realRows, realRowsMissing } from '../helpers/committed-rows.ts';
import {
  arrived,
  type Line,
  loadLines,
  makeCleanTables,
  openDuckdb,
  payloadOf,
  queryRows,
  type Row,
  verdictOf,
} from '../helpers/duckdb-rows.ts';
import { hostileOf, verdictFor } from '../helpers/hostile-rows.ts';
import { real, spark } from './helpers/parts.ts';
import { openSpark } from './helpers/python.ts';

real(spark, () => {
  const folder = mkdtempSync(join(tmpdir(), 'pinflow-real-'));
  const engine = openSpark();
  test.after.always(async () => {
    await engine.close();
    rmSync(folder, { recursive: true });
  });

  /** Lets Spark read lines from Parquet, where none of its readers of lines can lose a byte of them. */
  let files = 0;
  async function showLines(lines: readonly Line[]): Promise<void> {
    const file = join(folder, `lines-${files++}.parquet`);
    const connection = await openDuckdb();
    await loadLines(connection, lines);
    await connection.run(`copy lines to '${file}' (format parquet)`);
    connection.closeSync();
    await engine.ask(`create or replace temp view lines as select * from parquet.\`${file}\``);
  }

  async function makeTable(name: string, query: string): Promise<void> {
    await engine.ask(`drop table if exists ${name}`);
    await engine.ask(`create table ${name} using parquet as ${query}`);
  }

  async function checked(contract: Contract, texts: readonly (string | Uint8Array)[]): Promise<Row[]> {
    await showLines(texts.map((text, offset) => ({ offset, text })));
    return engine.ask(`${checkQuery(contract, dialects.spark)} order by offset`);
  }

  async function sparkAnswers(rows: RawRows): Promise<Record<string, Row[]>> {
    for (const contract of contracts) {
      await showLines(arrived(contract, rows[contract.kind]));
      await makeTable('checked', checkQuery(contract, dialects.spark));
      await makeTable(contract.kind, newestQuery(contract, dialects.spark));
    }
    return answersBy((query) => engine.ask(query), dialects.spark);
  }

  test.serial('any text stands in SQL compiled for Spark as itself', async (t) => {
    const texts = [
      "'",
      "''",
      "'''",
      '"',
      '\\',
      '\\\\',
      "\\'",
      '\\n',
      '\\u0041',
      '`',
      '--',
      '/*',
      ';',
      '?',
      '%',
      '\n',
      'é',
      '😀',
    ];
    const query = dialects.spark.db
      .selectNoFrom(({ val }) => texts.map((text, index) => val(text).as(`column ${index} \``)))
      .compile();
    const rows = await engine.ask(query.sql);
    t.deepEqual(rows.map(Object.values), [texts]);
    t.is(Object.keys(rows[0] ?? {})[0], 'column 0 `');
  });

  for (const ansi of ['true', 'false']) {
    for (const contract of contracts) {
      test.serial(`hostile records of ${contract.kind}, ANSI mode ${ansi}: each gets its verdict`, async (t) => {
        await engine.ask(`set spark.sql.ansi.enabled = ${ansi}`);
        const records = hostileOf(contract);
        const rows = await checked(
          contract,
          records.map(({ line }) => line),
        );
        for (const [offset, record] of records.entries()) {
          const row = rows[offset] ?? {};
          t.deepEqual(verdictOf(row), verdictFor(record), record.why);
          t.deepEqual([row.offset, row.line], [offset, offset + 1], record.why);
          t.true(row.payload === (record.reasons === undefined ? null : payloadOf(record.line)), record.why);
        }
      });
    }

    test.serial(`the committed rows, ANSI mode ${ansi}: tables and answers are DuckDB's`, async (t) => {
      await engine.ask(`set spark.sql.ansi.enabled = ${ansi}`);
      const rows = committedRows();
      t.deepEqual(await sparkAnswers(rows), await duckdbAnswers(rows));
    });
  }

  for (const contract of contracts) {
    test.serial(`Spark gives any line of ${contract.kind} the verdict and the clean row that zod gives`, async (t) => {
      const check = lineChecker(contract);
      const batch = fc.array(arbitraryLine(contract), { minLength: 1000, maxLength: 1000 });
      const agree = fc.asyncProperty(batch, async (texts) => {
        const verdicts = (await checked(contract, texts)).map(verdictOf);
        for (const [index, text] of texts.entries()) assert.deepEqual([text, verdicts[index]], [text, check(text)]);
      });
      await t.notThrowsAsync(fc.assert(agree, { numRuns: 1, endOnFailure: true }));
    });
  }

  (realRowsMissing === undefined ? test.serial : test.skip)(
    `${realRowsMissing ?? 'the real rows'}: tables and answers are DuckDB's`,
    async (t) => {
      const rows = realRows();
      t.deepEqual(await sparkAnswers(rows), await duckdbAnswers(rows));
    },
  );

  // The one difference that is known: Jackson, which Spark parses with, has limits that a record of 1 MiB can pass.
  test.serial(
    "what is beyond the limits of Spark's JSON parser goes to quarantine, and harms no other record",
    async (t) => {
      const [, , user] = contracts;
      const beyond = [
        `{"ind":1,"x":${'['.repeat(1001)}${']'.repeat(1001)}}`,
        `{"ind":2,"x":${'1'.repeat(1001)}}`,
        `{"ind":3,"${'x'.repeat(50_001)}":1}`,
      ];
      const rows = await checked(user, ['{"ind":0}', ...beyond, '{"ind":4}']);
      t.deepEqual(
        rows.map(({ ind, reasons }) => [ind, reasons]),
        [[0, []], ...beyond.map(() => [null, ['not_json_object']]), [4, []]],
      );
    },
  );
});

async function duckdbAnswers(rows: RawRows): Promise<Record<string, Row[]>> {
  const connection = await openDuckdb();
  try {
    await makeCleanTables(connection, rows);
    return await answersBy((query) => queryRows(connection, query), dialects.duckdb);
  } finally {
    connection.closeSync();
  }
}

/** The clean tables and the answers, by name. */
async function answersBy(
  ask: (query: string) => Promise<Row[]>,
  dialect: (typeof dialects)[keyof typeof dialects],
): Promise<Record<string, Row[]>> {
  const queries = [
    ...contracts.map(({ kind }) => [kind, `select * from ${kind} order by ind`] as const),
    ...answerNames.map((name) => [name, answerQuery(name, dialect)] as const),
  ];
  const answers: Record<string, Row[]> = {};
  for (const [name, query] of queries) answers[name] = await ask(query);
  return answers;
}
