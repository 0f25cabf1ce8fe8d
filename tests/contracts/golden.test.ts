import test from 'ava';
import {
  type Contract,
  cleanColumns,
  contracts,
  deltaSchema,
  duckdbDdl,
  jsonSchema,
  quarantineColumns,
  replayedColumns,
  sparkDdl,
  streamColumns,
  streamQuarantineColumns,
  type TableColumn,
} from '../../runtime/contracts/index.ts';
import { json, matchesGolden, readGolden } from '../helpers/golden.ts';

/** What a golden file records of a contract. */
function recordOf(contract: Contract) {
  const { kind, version } = contract;
  return { kind, version, ...tableOf(cleanColumns(contract)), jsonSchema: jsonSchema(contract) };
}

function tableOf(columns: readonly TableColumn[]) {
  return { columns, duckdb: duckdbDdl(columns), spark: sparkDdl(columns), delta: deltaSchema(columns) };
}

/** The changes that a reader of the recorded columns would stumble over: all but new columns at the end that may be NULL. */
function incompatibilities(recorded: readonly TableColumn[], now: readonly TableColumn[]): string[] {
  const said = (column?: TableColumn) =>
    column === undefined ? 'nothing' : `${column.name} ${column.type}${column.nullable ? '' : ' NOT NULL'}`;
  const changed = recorded.flatMap((column, index) =>
    said(column) === said(now[index]) ? [] : [`column ${index + 1} was ${said(column)} and is ${said(now[index])}`],
  );
  const added = now.slice(recorded.length).filter(({ nullable }) => !nullable);
  return [...changed, ...added.map((column) => `new column ${said(column)} may not be NULL`)];
}

for (const contract of contracts) {
  test(`${contract.kind} has its recorded columns, or others under a new version`, (t) => {
    const golden = readGolden(`contracts/${contract.kind}.json`);
    if (golden === undefined) return t.pass('a new kind');
    const recorded = JSON.parse(golden) as ReturnType<typeof recordOf>;
    if (recorded.version === contract.version) {
      t.deepEqual(incompatibilities(recorded.columns, cleanColumns(contract)), []);
    } else {
      t.true(contract.version > recorded.version);
    }
  });
}

// After the tests above, so that recording a change anew cannot hide it from them.
test('contracts and the quarantine are as they were recorded', (t) => {
  const kinds = contracts.flatMap((contract) => [
    [`${contract.kind}.json`, json(recordOf(contract))],
    [`stream-${contract.kind}.json`, json(tableOf(streamColumns(contract)))],
  ]);
  matchesGolden(t, 'contracts', {
    ...Object.fromEntries(kinds),
    'quarantine.json': json(tableOf(quarantineColumns)),
    'stream-quarantine.json': json(tableOf(streamQuarantineColumns)),
    'replayed.json': json(tableOf(replayedColumns)),
  });
});

const one: TableColumn = { name: 'ind', type: 'integer', nullable: false };
const two: TableColumn = { name: 'title', type: 'string', nullable: true };

for (const [what, now, found] of [
  ['nothing changed', [one, two], []],
  ['a new column at the end that may be NULL', [one, two, { ...two, name: 'more' }], []],
  [
    'a new column that may not be NULL',
    [one, two, { ...one, name: 'more' }],
    ['new column more integer NOT NULL may not be NULL'],
  ],
  ['a column gone', [one], ['column 2 was title string and is nothing']],
  ['another name', [one, { ...two, name: 'name' }], ['column 2 was title string and is name string']],
  ['another type', [one, { ...two, type: 'long' }], ['column 2 was title string and is title long']],
  [
    'a column that may be NULL no more',
    [one, { ...two, nullable: false }],
    ['column 2 was title string and is title string NOT NULL'],
  ],
  [
    'a key that may be NULL',
    [{ ...one, nullable: true }, two],
    ['column 1 was ind integer NOT NULL and is ind integer'],
  ],
  [
    'another order',
    [two, one],
    ['column 1 was ind integer NOT NULL and is title string', 'column 2 was title string and is ind integer NOT NULL'],
  ],
] as const) {
  test(`compatibility: ${what}`, (t) => t.deepEqual(incompatibilities([one, two], now), [...found]));
}
