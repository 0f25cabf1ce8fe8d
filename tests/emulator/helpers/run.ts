import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { ExecutionContext } from 'ava';
import { localStage } from '../../../runtime/blueprint/index.ts';
import { emulate } from '../../../runtime/emulator/emulate.ts';
import {
  type Account,
  type EmulateOptions,
  openGenerator,
  type TargetOptions,
} from '../../../runtime/emulator/index.ts';
import { kinesisClient } from '../../helpers/kinesis.ts';
import { TurnedClock } from './turned-clock.ts';

const rows = 1000;

/** Options for a short run of single records, one request at a time. */
export function shortRun(url: string, options: Partial<EmulateOptions> = {}): EmulateOptions {
  return {
    stage: localStage('tester'),
    source: openGenerator({ seed: 1, rows }),
    target: { type: 'topics', url },
    messages: 1,
    seed: 100,
    rows,
    rate: 'max',
    batchSize: 1,
    concurrency: 1,
    ...options,
  };
}

/** Every way in which records are posted to a server, by name. */
export const targets = {
  topics: (_, url) => ({ type: 'topics', url }),
  'stream, record': (_, url) => ({ type: 'stream', via: 'record', url }),
  'stream, records': (_, url) => ({ type: 'stream', via: 'records', url }),
  kinesis: (t, url) => ({ type: 'kinesis', client: kinesisClient(t, url, new NodeHttpHandler()) }),
} as const satisfies Record<string, (t: ExecutionContext, url: string) => TargetOptions>;

/** Runs the emulator on a turned clock and without jitter: every wait is the longest it can be. */
export function run(options: EmulateOptions, clock = new TurnedClock()): Promise<Account> {
  return emulate(options, { clock, random: () => 1 });
}

/** Every record is accounted for. */
export function balances(t: ExecutionContext, { kinds, messages }: Account): void {
  for (const [kind, { generated, stored, rejected, unknown, partitions, shards }] of Object.entries(kinds)) {
    t.is(generated, messages, kind);
    t.is(generated, stored + rejected + unknown, kind);
    t.is(
      stored,
      [...partitions, ...shards].reduce((sum, { records }) => sum + records, 0),
      kind,
    );
  }
}

/** One count of every kind, in registry order: pin, geo, user. */
export function counts(account: Account, count: 'generated' | 'stored' | 'rejected' | 'unknown' | 'lost'): number[] {
  return Object.values(account.kinds).map((kind) => kind[count]);
}
