import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { against } from './targets.ts';

/** One measured run, as the argument of the process that makes it. */
export interface KinesisLoad {
  readonly url: string;
  /** Requests of PutRecords. */
  readonly requests: number;
  /** Records in each. */
  readonly records: number;
  readonly connections: number;
}

type Service = 'twin' | 'kinesalite';

/** What the twin is to reach of kinesalite's records a second. */
const leastShare = 1;
const load = { requests: 200, records: 500, connections: 8 };
const rounds = 3;

/** Compares the records a second that the twin's streams take with those of kinesalite, in turn. */
export async function benchKinesis(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'pinflow-bench-'));
  try {
    const shares: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const rates = { twin: 0, kinesalite: 0 };
      const inTurn: readonly Service[] = round % 2 === 0 ? ['kinesalite', 'twin'] : ['twin', 'kinesalite'];
      for (const service of inTurn) rates[service] = await measure(service, join(folder, String(round)));
      shares.push(rates.twin / rates.kinesalite);
      const [twin, peer] = [rates.twin, rates.kinesalite].map(Math.round);
      console.log(`kinesis, PutRecords of ${load.records}: ${twin} records a second, kinesalite ${peer}`);
    }
    const share = shares.sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0;
    against({ least: leastShare }, `kinesis: share of kinesalite's rate, median of ${rounds}`, share);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Records a second of a service in a process of its own, which has been put to before. */
async function measure(service: Service, folder: string): Promise<number> {
  const child = spawn(process.execPath, [beside('server'), service, folder], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  try {
    const [url] = (await once(createInterface(child.stdout), 'line')) as [string];
    await put({ ...load, url, requests: load.connections });
    return await put({ ...load, url });
  } finally {
    child.stdin.end();
    await ended;
  }
}

async function put(load: KinesisLoad): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, [beside('put'), JSON.stringify(load)]);
  return (JSON.parse(stdout) as { rate: number }).rate;
}

function beside(script: string): string {
  return fileURLToPath(new URL(`kinesis-${script}.ts`, import.meta.url));
}
