import test from 'ava';
import { bytesColumn, contracts, streamPlace, streamQuarantineColumns } from '../../runtime/contracts/index.ts';
import {
  answerNames,
  answerQuery,
  checkQuery,
  correctedQuery,
  dialects,
  newestQuery,
  newestStreamedQuery,
  quarantineQuery,
  standingQuery,
} from '../../runtime/transforms/index.ts';
import { matchesGolden } from '../helpers/golden.ts';

for (const dialect of Object.values(dialects)) {
  test(`the SQL for ${dialect.name} is as it was recorded`, (t) => {
    const queries = contracts.flatMap((contract) => [
      [`check-${contract.kind}`, checkQuery(contract, dialect)],
      [`check-stream-${contract.kind}`, checkQuery(contract, dialect, [...streamPlace, bytesColumn])],
      [`newest-${contract.kind}`, newestQuery(contract, dialect)],
      [`newest-stream-${contract.kind}`, newestStreamedQuery(contract, dialect)],
      [`standing-${contract.kind}`, standingQuery(contract, dialect)],
      [`quarantine-${contract.kind}`, quarantineQuery(contract, dialect)],
      [`quarantine-stream-${contract.kind}`, quarantineQuery(contract, dialect, streamQuarantineColumns)],
    ]);
    const answers = answerNames.map((name) => [`answer-${name}`, answerQuery(name, dialect)]);
    const corrected = ['corrected', correctedQuery(dialect)];
    const files = [...queries, corrected, ...answers].map(([name, text]) => [`${name}.sql`, `${text}\n`]);
    matchesGolden(t, `sql/${dialect.name}`, Object.fromEntries(files));
  });
}
