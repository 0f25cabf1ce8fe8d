/**
 * Where rows come from: a port, so that files, the generator and a database can stand behind it. A row is the text of a JSON object,
 * which goes on the wire as it is: a source never changes how a number or a text was written.
 */
export interface Source extends Disposable {
  /** Whether every kind has a row of this key. */
  has(key: number): boolean;
  /** Whether any key below `rows` has one, that is, whether a posting order over `rows` can end. */
  hasBelow(rows: number): boolean;
  /** The row of a kind as JSON text; the source must have the key. */
  row(kind: string, key: number): string;
}
