import { createHash } from 'node:crypto';

/** What Pulumi appends to a logical name to make a physical one: a hyphen and seven hexadecimal digits. */
const suffixLength = 8;

/**
 * The logical name `<base>-<suffix>` of a resource whose physical name may have `maxLength` characters. A base that is too long is cut
 * and gets four digits of its hash, so that two long ones stay apart.
 */
export function logicalName(base: string, suffix: string, maxLength: number): string {
  const room = maxLength - suffixLength - suffix.length - 1;
  if (base.length <= room) return `${base}-${suffix}`;
  const hash = createHash('sha256').update(base).digest('hex').slice(0, 4);
  return `${base.slice(0, room - hash.length - 1)}-${hash}-${suffix}`;
}
