import test from 'ava';
import { lineChecker } from '../../runtime/contracts/index.ts';
import { hostile } from '../fixtures/hostile.ts';
import { contractOf, verdictFor } from '../helpers/hostile-rows.ts';

for (const record of hostile) {
  test(`${record.kind}: ${record.why}`, (t) => {
    t.deepEqual(lineChecker(contractOf(record))(record.line), verdictFor(record));
  });
}
