/** A text as a literal of DuckDB's SQL. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A name as an identifier of DuckDB's SQL. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
