import type { Account } from '../emulator/index.ts';
import { type Counts, holds, laws } from '../report/counts.ts';

/** Which laws the counts of a run break, in words; none when they balance. */
export function faultsOf(counts: Readonly<Record<string, Counts>>, { kinds }: Account): string[] {
  return Object.entries(counts).flatMap(([kind, count]) => {
    const broken = laws.filter((law) => !holds(law, count));
    const faults = broken.map(
      ({ left, sign, right }) => `${kind}: ${left.join(' + ')} ${sign} ${right.join(' + ')} does not hold`,
    );
    const lost = kinds[kind]?.lost ?? 0;
    if (count.redelivered > lost)
      faults.push(`${kind}: ${count.redelivered} redelivered, but only ${lost} answers were lost`);
    return faults;
  });
}
