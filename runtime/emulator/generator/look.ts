import type { Contract, RawRow } from '../../contracts/index.ts';
import type { Draws } from './draws.ts';

/** The table that rows are made for. */
export interface Table {
  readonly rows: number;
  /** Draws for the row itself, or for a thing that several rows share, such as a user. */
  draws(stream: 'row' | 'poster' | 'user', index: number): Draws;
}

/** How the rows of a kind look: makes the row of an index, always the same one. */
export type Look<C extends Contract = Contract> = (table: Table, index: number) => RawRow<C>;
