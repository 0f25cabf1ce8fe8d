import { z } from 'zod';

/** A text of a given form; where it has another, and where it is missing, the message says how it is written. */
export function formed(pattern: RegExp, form: string): z.ZodString {
  return z
    .string({ error: ({ input }) => (input === undefined ? `is missing: ${form}` : undefined) })
    .regex(pattern, form);
}
