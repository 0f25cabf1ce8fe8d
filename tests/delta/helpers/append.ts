/** A process that appends to a table: `append.ts FOLDER WRITER COMMITS`. Commit i of a writer is the row writer * 1000 + i. */
import { DuckDBInstance } from '@duckdb/node-api';
import { beginTransaction, folderStore, openTable } from '../../../runtime/delta/index.ts';
import { numbers, values } from './tables.ts';

const [folder = '', writer, commits] = process.argv.slice(2);
const connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
const table = await openTable(connection, folderStore(folder));
for (let i = 0; i < Number(commits); i++) {
  const txn = { appId: `writer ${writer}`, version: i };
  const properties = { 'delta.checkpointInterval': '5' };
  const transaction = beginTransaction(table, { mode: 'append', schema: numbers, properties, txn });
  await transaction.write(values(Number(writer) * 1000 + i));
  console.log((await transaction.commit()).version);
}
