import type { PathName } from '../blueprint/index.ts';
import { holds, pathLaws } from '../report/counts.ts';
import type { PathResult } from './pipeline.ts';

/** Which laws the counts of a path break, in words; none when they balance. */
export function faultsOf(path: PathName, { counts, account }: PathResult): string[] {
  return Object.entries(counts).flatMap(([kind, count]) => {
    const broken = pathLaws[path].filter((law) => !holds(law, count));
    const faults = broken.map(
      ({ left, sign, right }) => `${left.join(' + ')} ${sign} ${right.join(' + ')} does not hold`,
    );
    const lost = account.kinds[kind]?.lost ?? 0;
    if (count.redelivered > lost) faults.push(`${count.redelivered} redelivered, but only ${lost} answers were lost`);
    return faults.map((fault) => `${path} ${kind}: ${fault}`);
  });
}
