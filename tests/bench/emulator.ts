import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Load, Measured } from './emulator-load.ts';

/** What the emulator is to reach: a share of autocannon's requests, and records a second in batches. */
const leastShare = 0.7;
const leastRecords = 50_000;

const single = { into: 'topics', messages: 3000, batchSize: 1, connections: 32 } as const;
const batched = { into: 'topics', messages: 100_000, batchSize: 100, connections: 32 } as const;
const warmUp = { into: 'topics', messages: 1000, batchSize: 1, connections: 32 } as const;
const rounds = 5;
const batchedRounds = 3;

/** Compares the emulator with autocannon on one gateway, in turn, and measures it with batches. */
export async function benchEmulator(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'pinflow-bench-'));
  try {
    await withTwin(join(folder, 'single'), compare);
    await withTwin(join(folder, 'batched'), measureBatches);
    await withTwin(join(folder, 'streams'), compareStreams);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function compare(url: string): Promise<void> {
  const shares: number[] = [];
  for (let round = 0; round < rounds; round++) {
    // Each goes first in turn: the machine may be slower or faster for the second.
    const measured: Partial<Record<'post' | 'autocannon', Measured>> = {};
    for (const script of inTurn(round)) measured[script] = await measure(script, { url, ...single });
    const { post, autocannon } = measured as Required<typeof measured>;
    const share = perSecond(post) / perSecond(autocannon);
    shares.push(share);
    say(`one record a request, ${single.connections} connections`, post);
    console.log(`  autocannon ${Math.round(perSecond(autocannon))} a second: ${share.toFixed(2)} of it`);
  }
  const share = median(shares).toFixed(2);
  console.log(`emulator: ${share} of autocannon's requests (median of ${rounds}), at least ${leastShare} wanted`);
}

async function measureBatches(url: string): Promise<void> {
  const rates: number[] = [];
  for (let round = 0; round < batchedRounds; round++) {
    const own = await measure('post', { url, ...batched });
    rates.push(perSecond(own));
    say(`batches of ${batched.batchSize}, ${batched.connections} connections`, own);
  }
  const rate = Math.round(median(rates));
  console.log(
    `emulator: ${rate} records a second in batches (median of ${batchedRounds}), at least ${leastRecords} wanted`,
  );
}

/** Posts the same loads to the streams and to the topics, in turn. */
async function compareStreams(url: string): Promise<void> {
  for (const [into, load] of [
    ['record', single],
    ['records', { ...batched, messages: 20_000 }],
  ] as const) {
    const shares: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const rates = { topics: 0, stream: 0 };
      for (const place of round % 2 === 0 ? (['topics', 'stream'] as const) : (['stream', 'topics'] as const)) {
        rates[place] = perSecond(await measure('post', { url, ...load, ...(place === 'stream' && { into }) }));
      }
      shares.push(rates.stream / rates.topics);
      const [stream, topics] = [rates.stream, rates.topics].map(Math.round);
      console.log(`emulator, streams by ${into}: ${stream} records a second, topics ${topics}`);
    }
    console.log(
      `emulator: streams by ${into} at ${median(shares).toFixed(2)} of the rate of topics (median of ${rounds})`,
    );
  }
}

function inTurn(round: number): readonly ('post' | 'autocannon')[] {
  return round % 2 === 0 ? ['autocannon', 'post'] : ['post', 'autocannon'];
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function perSecond({ records, seconds }: Measured): number {
  return records / seconds;
}

function say(what: string, measured: Measured): void {
  const { records, bytes, seconds } = measured;
  const megabytes = (bytes / 1e6).toFixed(1);
  console.log(
    `emulator, ${what}: ${records} records, ${megabytes} MB in ${seconds.toFixed(1)} s, ${Math.round(perSecond(measured))} a second`,
  );
}

async function measure(script: 'autocannon' | 'post', load: Load): Promise<Measured> {
  const { stdout } = await promisify(execFile)(process.execPath, [beside(script), JSON.stringify(load)]);
  return JSON.parse(stdout) as Measured;
}

/** Runs the local services in a process of their own, which has been posted to before it is measured. */
async function withTwin(dir: string, act: (url: string) => Promise<void>): Promise<void> {
  const twin = spawn(process.execPath, [beside('twin'), dir], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(twin, 'exit');
  try {
    const [url] = (await once(createInterface(twin.stdout), 'line')) as [string];
    await measure('post', { url, ...warmUp });
    await act(url);
  } finally {
    twin.stdin.end();
    await ended;
  }
}

function beside(script: string): string {
  return fileURLToPath(new URL(`emulator-${script}.ts`, import.meta.url));
}
