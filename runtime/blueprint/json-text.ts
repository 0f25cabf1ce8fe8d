/** A value as the text of a JSON file: the same bytes wherever it is made. */
export function jsonText(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
