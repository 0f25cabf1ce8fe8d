/** Up to `size` of what comes after a name in the order of the names, which is theirs. */
export function pageOf<K extends string, T extends Record<K, string>>(
  all: readonly T[],
  name: K,
  after: string | null | undefined,
  size: number,
): { page: T[]; isMore: boolean } {
  const rest = all.filter((each) => each[name] > (after ?? ''));
  return { page: rest.slice(0, size), isMore: rest.length > size };
}
