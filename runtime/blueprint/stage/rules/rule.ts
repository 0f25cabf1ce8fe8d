import type { Fault } from '../faults.ts';
import type { Stage } from '../schema.ts';

type Section = keyof Stage;

/** A rule between sections: it runs when all of them are well formed, and gives what is wrong. */
export interface Rule {
  readonly sections: readonly Section[];
  readonly faults: (stage: Stage) => (Fault | false)[];
}

/** A rule over `sections`. */
export function rule(sections: readonly Section[], faults: Rule['faults']): Rule {
  return { sections, faults };
}

/** A fault at a path of keys joined by dots. */
export function fault(path: string, message: string): Fault {
  return { path: path.split('.'), message };
}

/** The fault of an ARN that lies in another region, or in another account where one is given. */
export function sameHome(path: string, arn: string, region: string, accountId?: string): Fault | false {
  const [, , , arnRegion, arnAccount] = arn.split(':');
  if (arnRegion !== region)
    return fault(path, `lies in ${arnRegion}, not in ${region}: give one of the stage's region`);
  return (
    accountId !== undefined &&
    arnAccount !== accountId &&
    fault(path, `belongs to account ${arnAccount}, not to ${accountId}`)
  );
}
