/** What a figure is to reach, or not to pass. */
export type Target = { readonly least: number } | { readonly most: number };

/** Says a figure beside its target. One that misses it fails the run, after the other benchmarks. */
export function against(target: Target, what: string, value: number): void {
  const [isMet, wanted] =
    'least' in target
      ? [value >= target.least, `at least ${target.least}`]
      : [value <= target.most, `at most ${target.most}`];
  if (!isMet) process.exitCode = 1;
  const shown = value.toFixed(value < 10 ? 2 : 0);
  console.log(`${isMet ? '' : 'MISSED  '}${what}: ${shown}, ${wanted} wanted`);
}
