import { type Contract, contracts, type Verdict } from '../../runtime/contracts/index.ts';
import { type Hostile, hostile } from '../fixtures/hostile.ts';

/** The hostile records of one kind. */
export function hostileOf(contract: Contract): Hostile[] {
  return hostile.filter(({ kind }) => kind === contract.kind);
}

/** The contract of a hostile record. */
export function contractOf({ kind }: Hostile): Contract {
  const contract = contracts.find((one) => one.kind === kind);
  if (contract === undefined) throw new TypeError(`no contract is called ${kind}`);
  return contract;
}

/** The verdict that a hostile record must get, every clean column named. */
export function verdictFor(record: Hostile): Verdict {
  if (record.reasons !== undefined) return { reasons: record.reasons };
  const nothing = Object.keys(contractOf(record).clean).map((column) => [column, null]);
  return { clean: { ...Object.fromEntries(nothing), ...record.clean } };
}
