import type { Contract, RawRow, Rule } from '../../contracts/index.ts';
import type { Draws } from './draws.ts';
import type { Table } from './look.ts';
import { manners, vocabularies } from './words.ts';

const things = vocabularies.flatMap((vocabulary) => vocabulary.things);

/** A row of a kind that has no look of its own: values that its rules accept, one in fifty missing. */
export function rowByRule(contract: Contract, table: Table, index: number): RawRow {
  const draws = table.draws('row', index);
  const values = Object.entries(contract.raw).map(([field, rule]) => [field, value(rule, draws, index)]);
  return Object.fromEntries(values) as RawRow;
}

function value(rule: Rule, draws: Draws, index: number): string | number | null {
  if (rule.is === 'key') return index;
  if (draws.chance(0.02)) return null;
  switch (rule.is) {
    case 'uuid':
      return draws.uuid4();
    case 'text':
      return draws.chance(0.02) ? draws.pick(rule.noData ?? [null]) : `${draws.pick(manners)} ${draws.pick(things)}`;
    case 'count':
      return `${draws.between(1, 999)}${draws.pick(['', 'k', 'M'])}`;
    case 'whole':
      return draws.between(rule.min, rule.max);
    case 'number':
      return Math.min(rule.max, rule.min + Math.floor(draws.fraction() * (rule.max - rule.min) * 1000) / 1000);
    case 'timestamp':
      return draws.second(Date.UTC(2018, 0, 1), Date.UTC(2022, 11, 31));
    case 'ignored':
      return draws.below(2);
  }
}
