/**
 * `add.path` and `remove.path` hold a file's path relative to the table, percent-encoded as a URI (PROTOCOL.md, "Add File and Remove
 * File"): the Hive-escaped folder `t=11%3A11` appears as `t=11%253A11`.
 */
export function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

/** The path that {@link encodePath}, or another writer, encoded; undefined for one that leaves the table or is no such text. */
export function decodePath(encoded: string): string | undefined {
  // A shallow clone names the files of another table by their absolute URI.
  if (/^([a-zA-Z][a-zA-Z0-9+.-]*:|\/)/.test(encoded)) return undefined;
  try {
    const path = decodeURIComponent(encoded);
    return path.split('/').includes('..') ? undefined : path;
  } catch {
    return undefined;
  }
}
