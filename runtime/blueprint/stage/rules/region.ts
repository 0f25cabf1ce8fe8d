import { type Rule, rule, sameHome } from './rule.ts';

/** Rules of what must lie in the region of the stage. */
export const regionRules: readonly Rule[] = [
  rule(['encryption', 'region'], ({ encryption, region }) => [
    encryption.type === 'existing' && sameHome('encryption.keyArn', encryption.keyArn, region),
  ]),
];
