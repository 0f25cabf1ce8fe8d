import { names } from '../../runtime/blueprint/index.ts';
import { contracts } from '../../runtime/contracts/index.ts';
import { drawBatches } from '../../runtime/emulator/batches.ts';
import { systemClock } from '../../runtime/emulator/clock.ts';
import { Tally } from '../../runtime/emulator/delivery/account.ts';
import { produceBody, producePath } from '../../runtime/emulator/delivery/produce.ts';
import { postingOrder } from '../../runtime/emulator/order.ts';
import { type Load, options, stage } from './emulator-load.ts';

/** A request of the emulator's. */
export interface Body {
  readonly path: string;
  readonly body: string;
  readonly records: number;
}

/** The very requests that the emulator makes of a load. */
export async function bodies(load: Load): Promise<Body[]> {
  const kinds = contracts.map(({ kind }) => kind);
  const given = options(load);
  const order = postingOrder(given.source, given);
  const { signal } = new AbortController();
  const batches = drawBatches({ ...given, order, kinds, clock: systemClock, tally: new Tally(kinds), signal });
  const made: Body[] = [];
  for await (const { kind, records } of batches) {
    const body = produceBody(records.map(({ entry }) => entry));
    made.push({ path: producePath(names(stage).topics[kind] ?? ''), body, records: records.length });
  }
  return made;
}
