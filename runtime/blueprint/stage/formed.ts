import { z } from 'zod';

/** A text of a given form; where it has another, and where it is missing, the message says how it is written. */
export function formed(pattern: RegExp, form: string): z.ZodString {
  return z
    .string({ error: ({ input }) => (input === undefined ? `is missing: ${form}` : undefined) })
    .regex(pattern, form);
}

/**
 * The arguments of `refine` for a list without duplicates. It runs even where an element has a fault, and compares texts only, so that
 * elements of another type are reported once.
 */
export function eachOnce(message: string) {
  const areDistinct = (values: readonly unknown[]) => {
    const texts = values.filter((value) => typeof value === 'string');
    return new Set(texts).size === texts.length;
  };
  return [areDistinct, { error: message, when: ({ value }: { value: unknown }) => Array.isArray(value) }] as const;
}

/** A whole number of minutes, at least `least`, that divides an hour. */
export function partOfHour(least: number) {
  const parts = Array.from({ length: 60 }, (_, index) => index + 1).filter(
    (minutes) => minutes >= least && 60 % minutes === 0,
  );
  const form = `use a part of an hour: ${parts.slice(0, -1).join(', ')} or ${parts.at(-1)}`;
  return z
    .int()
    .min(least)
    .max(60)
    .refine((minutes) => 60 % minutes === 0, form);
}
