import test from 'ava';
import { missingParts, type Part } from './missing-parts.ts';

export { spark, sparkParts } from './missing-parts.ts';

/**
 * Declares the tests of a suite that needs real components. Where one is missing, the suite is skipped and says so;
 * under CI it fails, since `.ci/install` should have installed it.
 */
export function real(needs: readonly Part[], declareTests: () => void): void {
  const missing = missingParts(needs);
  if (missing === undefined) declareTests();
  else if (process.env.CI) test(missing, (t) => t.fail());
  else test.skip(missing, (t) => t.pass());
}
