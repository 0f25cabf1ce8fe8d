import { InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { z } from 'zod';
import { PythonRandom } from '../emulator/index.ts';
import type { FaultPlan } from '../twin/index.ts';

const share = z.coerce.number().min(0).max(1);

const planSchema = z.strictObject({
  throttled: share.optional(),
  failed: share.optional(),
  refused: share.optional(),
  resharded: share.optional(),
  latencyMs: z.coerce.number().min(0).max(60_000).optional(),
  seed: z.coerce.number().int().default(100),
});

/** A plan of faults and the random numbers that they strike by. */
export interface SeededFaults {
  readonly faults: FaultPlan;
  readonly random: () => number;
}

/** `--kinesis-faults`, what of the local Kinesis goes wrong. */
export const faultsOption = () =>
  new Option(
    '--kinesis-faults <plan>',
    'what goes wrong, such as throttled=0.1,failed=0.01,refused=0.05,resharded=0.001,latencyMs=20,seed=7: shares of the calls',
  ).argParser(faultPlan);

function faultPlan(text: string): SeededFaults {
  const parts = text.split(',').map((part) => /^([^=]+)=([\d.]+)$/.exec(part)?.slice(1) ?? [part]);
  const wrong = parts.find(
    ([name, value], index) => value === undefined || parts.findIndex(([one]) => one === name) < index,
  );
  if (wrong !== undefined) {
    throw new InvalidArgumentError(`${wrong[0]}: give it once, with a number, such as throttled=0.1.`);
  }
  const written = Object.fromEntries(parts);
  const { data, error } = planSchema.safeParse(written);
  if (data === undefined) {
    const [issue] = error.issues;
    throw new InvalidArgumentError(
      `${issue?.path.join('.') || 'It'}: ${issue?.message}. Give ${Object.keys(planSchema.shape).join(', ')}.`,
    );
  }
  const { seed, ...faults } = data;
  const numbers = new PythonRandom(seed);
  return { faults, random: () => numbers.random() };
}
