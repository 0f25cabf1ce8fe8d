import type { Props } from './rule.ts';

/** The statements of a policy document, given as JSON or as an object. */
export function statementsOf(document: unknown): readonly Props[] {
  const { Statement } = (typeof document === 'string' ? JSON.parse(document) : (document ?? {})) as Props;
  if (Statement === undefined) return [];
  return Array.isArray(Statement) ? Statement : [Statement as Props];
}

/** The texts of a value that may be one or a list. */
export function textsOf(value: unknown): readonly string[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value.map(String) : [String(value)];
}
