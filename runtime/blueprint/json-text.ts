/** A spec of a job as the text of its file: SQL of several lines is a list of lines, so that people can read it and see what changed. */
export function specText(spec: object): string {
  const lines = (_key: string, value: unknown) =>
    typeof value === 'string' && value.includes('\n') ? value.split('\n') : value;
  return `${JSON.stringify(spec, lines, 2)}\n`;
}

/** A value as the text of a JSON file: the same bytes wherever it is made. */
export function jsonText(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
