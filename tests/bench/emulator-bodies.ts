import { names } from '../../runtime/blueprint/index.ts';
import { contracts } from '../../runtime/contracts/index.ts';
import { drawBatches } from '../../runtime/emulator/batches.ts';
import { systemClock } from '../../runtime/emulator/clock.ts';
import { Tally } from '../../runtime/emulator/delivery/account.ts';
import { postingOrder } from '../../runtime/emulator/order.ts';
import { openTarget } from '../../runtime/emulator/targets/open.ts';
import { putThroughGateway } from '../../runtime/emulator/targets/stream.ts';
import { produce } from '../../runtime/emulator/targets/topics.ts';
import { type Load, options, stage } from './emulator-load.ts';

/** A request of the emulator's. */
export interface Body {
  readonly path: string;
  readonly body: string;
  readonly records: number;
}

/** The very requests that the emulator makes of a load when each is answered at once. */
export async function bodies(load: Load): Promise<Body[]> {
  const kinds = contracts.map(({ kind }) => kind);
  const given = options(load);
  const { topics, streams } = names(stage);
  const [protocol, places] = load.into === 'topics' ? [produce, topics] : [putThroughGateway[load.into], streams];
  const order = postingOrder(given.source, given);
  const target = await openTarget(given.target, { ...given, clock: systemClock });
  const { signal } = new AbortController();
  const batches = drawBatches({ ...given, order, kinds, target, clock: systemClock, tally: new Tally(kinds), signal });
  const made: Body[] = [];
  for await (const { kind, records, settled } of batches) {
    const place = places[kind] ?? '';
    made.push({
      path: protocol.path(place),
      body: protocol.body(
        records.map(({ entry }) => entry),
        place,
      ),
      records: records.length,
    });
    records.forEach(settled);
  }
  await target.close();
  return made;
}
