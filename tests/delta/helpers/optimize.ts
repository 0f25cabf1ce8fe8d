/** A process that compacts a table: `optimize.ts FOLDER TARGET_BYTES`. */
import { DuckDBInstance } from '@duckdb/node-api';
import { folderStore, optimizeTable } from '../../../runtime/delta/index.ts';

const [folder = '', targetBytes] = process.argv.slice(2);
const connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();
await optimizeTable(connection, folderStore(folder), { targetBytes: Number(targetBytes) });
