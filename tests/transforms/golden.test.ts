import test from 'ava';
import { contracts } from '../../runtime/contracts/index.ts';
import {
  answerNames,
  answerQuery,
  checkQuery,
  dialects,
  newestQuery,
  quarantineQuery,
} from '../../runtime/transforms/index.ts';
import { matchesGolden } from '../helpers/golden.ts';

for (const dialect of Object.values(dialects)) {
  test(`the SQL for ${dialect.name} is as it was recorded`, (t) => {
    const queries = contracts.flatMap((contract) => [
      [`check-${contract.kind}`, checkQuery(contract, dialect)],
      [`newest-${contract.kind}`, newestQuery(contract, dialect)],
      [`quarantine-${contract.kind}`, quarantineQuery(contract, dialect)],
    ]);
    const answers = answerNames.map((name) => [`answer-${name}`, answerQuery(name, dialect)]);
    const files = [...queries, ...answers].map(([name, text]) => [`${name}.sql`, `${text}\n`]);
    matchesGolden(t, `sql/${dialect.name}`, Object.fromEntries(files));
  });
}
