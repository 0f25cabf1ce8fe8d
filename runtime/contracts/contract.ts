/**
 * What a record kind is made of: raw fields with their rule, in posting order, and clean columns with where they come from.
 * Everything else (types, zod, SQL, DDL, Delta and JSON Schema) is derived from a {@link Contract}.
 */

/** The rule of a raw field; the verdicts are those of the table in `docs/contracts.md`. */
export type Rule =
  /** A whole number 0 .. 2147483647, as a number or its digits as text; the only field that may not be missing. */
  | { readonly is: 'key' }
  | { readonly is: 'uuid' }
  /** Text of at most {@link limits.textBytes} UTF-8 bytes without NUL or lone surrogates; `noData` values become NULL. */
  | { readonly is: 'text'; readonly noData?: readonly string[] }
  /** Digits, or digits with decimals and `k` or `M`; whole in the end; `noData` values become NULL. */
  | { readonly is: 'count'; readonly noData?: readonly string[] }
  | { readonly is: 'whole'; readonly min: number; readonly max: number }
  | { readonly is: 'number'; readonly min: number; readonly max: number }
  /** `YYYY-MM-DD`, `T` or a space, `HH:MM:SS`, read as UTC. */
  | { readonly is: 'timestamp' }
  /** Posted but not kept: any value passes. */
  | { readonly is: 'ignored' };

/** Where a clean column comes from. */
export type Derivation =
  | { readonly from: string; readonly dropPrefix?: string }
  /** An array of two numbers; NULL when either is missing. */
  | { readonly pair: readonly [string, string] }
  /** Texts joined by one space; missing ones are left out. */
  | { readonly words: readonly string[] };

/** One record kind. */
export interface Contract {
  /** The word that names the kind everywhere: topic `<id>.<kind>`, stream `streaming-<id>-<kind>`, table `<id>_<kind>_table`. */
  readonly kind: string;
  /** Written to the table's properties; a change that is not an added nullable column needs a new one. */
  readonly version: number;
  /** The source table of the original, which `raw` mirrors column by column. */
  readonly source: string;
  readonly raw: { readonly [field: string]: Rule };
  readonly clean: { readonly [column: string]: Derivation };
}

/** Declares a contract and keeps its literal types, so that row types can be inferred from it. */
export function defineContract<const C extends Contract>(contract: C): C {
  return contract;
}

/** Limits of `docs/contracts.md`. */
export const limits = {
  /** Bytes of one record, as UTF-8. */
  recordBytes: 1_048_576,
  /** Bytes of one text, as UTF-8. */
  textBytes: 65_535,
  /** The largest INT of the tables' engines. */
  integer: 2_147_483_647,
  /** Timestamps lie in these years, ends included. */
  firstYear: 1900,
  lastYear: 2199,
} as const;

/** The name of the one clean column that is the key of every kind, and the partition key of its records. */
export const keyColumn = 'ind';

/** The raw field that holds the key. */
export function keyField(contract: Contract): string {
  const field = Object.entries(contract.raw).find(([, rule]) => rule.is === 'key')?.[0];
  if (field === undefined) throw new TypeError(`contract ${contract.kind} has no key field`);
  return field;
}

type Value<R extends Rule> = R['is'] extends 'key'
  ? number | string
  : R['is'] extends 'uuid' | 'text' | 'timestamp'
    ? string | null
    : R['is'] extends 'ignored'
      ? unknown
      : number | string | null;

/** A raw record as it is posted. */
export type RawRow<C extends Contract = Contract> = { -readonly [F in keyof C['raw']]: Value<C['raw'][F]> };

type RuleColumn<R extends Rule> = R['is'] extends 'key'
  ? number
  : R['is'] extends 'count' | 'whole' | 'number'
    ? number | null
    : string | null;

type Column<C extends Contract, D extends Derivation> = D extends { from: infer F }
  ? F extends keyof C['raw']
    ? RuleColumn<C['raw'][F]>
    : never
  : D extends { pair: readonly string[] }
    ? [number, number] | null
    : string | null;

/** A clean row; timestamps are text, `YYYY-MM-DDTHH:MM:SSZ`. */
export type CleanRow<C extends Contract = Contract> = { -readonly [K in keyof C['clean']]: Column<C, C['clean'][K]> };
