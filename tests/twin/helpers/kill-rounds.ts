import type { ExecutionContext } from 'ava';
import fc from 'fast-check';
import { startChild } from './child.ts';

/** How a service that is killed again and again is posted to. */
export interface KillRounds<Place> {
  /** The script that serves, and its arguments. */
  readonly script: URL;
  readonly args: readonly string[];
  /** Seeds the rounds, so that a failure can be repeated. */
  readonly seed: number;
  /** Called once, when the service is there for the first time. */
  readonly prepare?: (url: string) => Promise<unknown>;
  /** Posts the values of three numbers; gives their places, or undefined when the answer never came. */
  readonly post: (url: string, numbers: readonly number[]) => Promise<readonly Place[] | undefined>;
}

/** What became of the numbers below `sent`. */
export interface Told<Place> {
  /** The places that answers named. */
  readonly told: ReadonlyMap<number, Place>;
  readonly sent: number;
}

/** How often a service is killed. */
export const kills = 6;
const clients = 4;

/** Has clients post to a service, kills it amid their requests after so many answers as the seed says, and starts it anew. */
export async function killRounds<Place>(
  t: ExecutionContext,
  { script, args, seed, prepare, post }: KillRounds<Place>,
): Promise<Told<Place>> {
  const told = new Map<number, Place>();
  let sent = 0;
  for (const [round, answers] of fc.sample(fc.integer({ min: 1, max: 60 }), { numRuns: kills, seed }).entries()) {
    const child = startChild(t, script, ...args);
    const { url } = (await child.said) as { url: string };
    if (round === 0) await prepare?.(url);
    let answered = 0;
    const client = async () => {
      for (;;) {
        const numbers = [sent++, sent++, sent++];
        const places = await post(url, numbers);
        if (places === undefined) return;
        for (const [index, place] of places.entries()) told.set(numbers[index] as number, place);
        answered += 1;
        if (answered === answers) child.process.kill('SIGKILL');
      }
    };
    await Promise.all(Array.from({ length: clients }, client));
    t.is(await child.ended, 'SIGKILL');
    t.true(answered >= answers);
  }
  return { told, sent };
}

/** Text by number: most is small, some so large that a kill can cut its writing short. */
export function textFor(number: number): string {
  return `${number} ${'x'.repeat(number % 10 === 0 ? 900_000 : 30)}`;
}
