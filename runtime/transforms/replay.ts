import { batchPlace, type Contract, cleanColumns } from '../contracts/index.ts';
import type { Dialect } from './dialect.ts';

/** What tells lines of the bucket apart. */
const line = ['object', 'line'] as const;

/**
 * The `lines` that a check reads, from `corrections` (the columns of the repaired line's place, `text`, and `replay`, the key of the object
 * that holds the correction): of the corrections of a line the one of the latest replay.
 */
export function correctedQuery(dialect: Dialect): string {
  const place = batchPlace.map(({ name }) => name);
  return dialect.db
    .with('ranked', (query) =>
      query
        .selectFrom('corrections')
        .select([...place, 'text'])
        .select(({ fn }) =>
          fn
            .agg<number>('row_number')
            .over((over) => over.partitionBy(line).orderBy('replay', 'desc'))
            .as('rank'),
        ),
    )
    .selectFrom('ranked')
    .where('rank', '=', 1)
    .select([...place, 'text', 'text as payload'])
    .compile().sql;
}

/**
 * The verdicts that stand of one kind: those of the `landed` lines, and in place of the lines that were replayed those of their
 * corrections, `replayed`; both are as `checkQuery` gives them.
 */
export function standingQuery(contract: Contract, dialect: Dialect): string {
  const columns = [...batchPlace, ...cleanColumns(contract)].map(({ name }) => name);
  const verdict = [...columns, 'reasons', 'payload'];
  return dialect.db
    .selectFrom('landed')
    .where(({ not, exists, selectFrom }) => {
      const same = line.reduce(
        (query, column) => query.whereRef(`replayed.${column}`, '=', `landed.${column}`),
        selectFrom('replayed').select('replayed.line'),
      );
      return not(exists(same));
    })
    .select(verdict)
    .unionAll((query) => query.selectFrom('replayed').select(verdict))
    .compile().sql;
}
