import type { Add } from './actions.ts';
import { duckdbType } from './schema.ts';
import type { Snapshot } from './snapshot.ts';
import { literal, quoted } from './sql.ts';
import type { TableStore } from './store.ts';

/**
 * A snapshot's rows as a relation of DuckDB, to stand after `from`; the session's time zone must be UTC. A table without files has its
 * columns all the same, and a file that is older than a column gives NULL for it.
 */
export async function scanSnapshot(store: TableStore, snapshot: Snapshot): Promise<string> {
  const { fields } = snapshot.schema;
  const columns = fields.map(({ name, type }) => `cast(${quoted(name)} as ${duckdbType(type)}) as ${quoted(name)}`);
  const nulls = fields.map(({ name, type }) => `cast(null as ${duckdbType(type)}) as ${quoted(name)}`);
  const files = await Promise.all(
    [...snapshot.files].map(async ([path, add]) => ({ name: await store.engineName(path), add })),
  );
  const rows = files.length > 0 ? `union all by name ${readFiles(files, snapshot.metadata.partitionColumns)}` : '';
  return `(select ${columns.join(', ')} from (select ${nulls.join(', ')} where false ${rows}))`;
}

interface NamedFile {
  readonly name: string;
  readonly add: Add;
}

/** Folder names such as `day=1` say nothing here: the log alone has the values of partition columns. */
function readFiles(files: readonly NamedFile[], partitionColumns: readonly string[]): string {
  const names = files.map(({ name }) => literal(name)).join(', ');
  const options = 'union_by_name = true, hive_partitioning = false';
  if (partitionColumns.length === 0) return `select * from read_parquet([${names}], ${options})`;
  const values = files.map(({ name, add }) => {
    const row = partitionColumns.map((column) => partitionValue(add.partitionValues[column]));
    return `(${[literal(name), ...row].join(', ')})`;
  });
  const partitions = `(values ${values.join(', ')}) as partitions(${[fileColumn, ...partitionColumns].map(quoted).join(', ')})`;
  return `select * exclude (${quoted(fileColumn)}) from read_parquet([${names}], ${options}, filename = ${literal(fileColumn)})
    join ${partitions} using (${quoted(fileColumn)})`;
}

/** A column's name that no table has. */
const fileColumn = 'pinflow:file';

/** An empty text is NULL as well (PROTOCOL.md, "Partition Value Serialization"). */
function partitionValue(value: string | null | undefined): string {
  return value ? literal(value) : 'null';
}
