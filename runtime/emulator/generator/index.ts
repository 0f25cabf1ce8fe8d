import { type Contract, contracts, type RawRow } from '../../contracts/index.ts';
import type { Source } from '../source.ts';
import { rowByRule } from './by-rule.ts';
import { Draws, seedWords } from './draws.ts';
import { geoLook } from './geo.ts';
import type { Look, Table } from './look.ts';
import { pinLook } from './pin.ts';
import { userLook } from './user.ts';

/** The kinds whose rows look like the original's. Any other contract of the registry gets rows by its rules. */
const looks: { readonly [kind: string]: Look | undefined } = { pin: pinLook, geo: geoLook, user: userLook };

const streams = { row: 0, poster: 1, user: 2 } as const;

/** What a generated table is made from. */
export interface TableOptions {
  readonly seed: number | bigint;
  /** The size of the table: its keys are 0 to `rows` - 1. */
  readonly rows: number;
}

/**
 * Rows with the look of the real data, none of it copied: sentinels and their shares, shapes, categories in ranges of the table as the
 * source table is sorted, users who joined before they posted. A row is a pure function of seed, table size and key.
 */
export function openGenerator(options: TableOptions): Source {
  const generators = new Map(contracts.map((contract) => [contract.kind as string, rowGenerator(contract, options)]));
  return {
    has: (key) => key < options.rows,
    hasBelow: (rows) => Math.min(rows, options.rows) > 0,
    row: (kind, key) => {
      const generate = generators.get(kind);
      if (generate === undefined) throw new TypeError(`there is no record kind ${kind}`);
      return JSON.stringify(generate(key));
    },
    [Symbol.dispose]: () => {},
  };
}

/** Makes the rows of one contract, as {@link openGenerator} gives them; the contract need not be registered. */
export function rowGenerator(contract: Contract, { seed, rows }: TableOptions): (key: number) => RawRow {
  const words = seedWords(seed);
  const kind = kindStream(contract.kind);
  const table: Table = { rows, draws: (stream, index) => new Draws(words, kind + streams[stream], index) };
  const look = looks[contract.kind];
  return look === undefined ? (key) => rowByRule(contract, table, key) : (key) => look(table, key);
}

/** Tells the draws of kinds apart by their names, so that a new kind leaves the rows of the others as they are. */
function kindStream(kind: string): number {
  let hash = 0;
  for (let i = 0; i < kind.length; i++) hash = (Math.imul(hash, 31) + kind.charCodeAt(i)) | 0;
  return hash * 4;
}
