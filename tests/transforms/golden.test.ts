import test from 'ava';
import { localStage, names } from '../../runtime/blueprint/index.ts';
import { bytesColumn, contracts, streamPlace, streamQuarantineColumns } from '../../runtime/contracts/index.ts';
import {
  answerNames,
  answerQuery,
  answerStatement,
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

test('the statements that answer questions from tables anywhere are as they were recorded', (t) => {
  const texts = (['batch', 'stream'] as const).flatMap((filling) => {
    const { batchTables, streamTables } = names(localStage('demo'));
    const named = Object.entries(filling === 'batch' ? batchTables : streamTables);
    const tables = Object.fromEntries(named.map(([kind, table]) => [kind, `\`main\`.\`dev\`.\`${table}\``]));
    return answerNames.map((name) => [`${filling}-${name}.sql`, `${answerStatement(name, tables, filling)}\n`]);
  });
  matchesGolden(t, 'sql/statements', Object.fromEntries(texts));
});
