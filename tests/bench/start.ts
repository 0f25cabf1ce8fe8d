import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main } from '../helpers/cli.ts';

/** Seconds that `npm start` with its default size may take on two cores. */
const limit = 30;

/** Times what `npm start` runs, against its limit. */
export function benchStart(): void {
  const folder = mkdtempSync(join(tmpdir(), 'pinflow-bench-'));
  try {
    const started = performance.now();
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [main, 'demo', '--out', join(folder, 'run'), '--json'],
      { encoding: 'utf8' },
    );
    if (status !== 0) throw new Error(`pinflow demo ended with ${status}: ${stderr}`);
    const seconds = (performance.now() - started) / 1000;
    const { batch } = JSON.parse(stdout) as { batch: Record<string, { generated: number }> };
    const records = Object.values(batch).reduce((sum, { generated }) => sum + generated, 0);
    console.log(
      `npm start: ${records} records in ${seconds.toFixed(1)} s, ${(seconds / limit).toFixed(2)} of the ${limit} s it may take`,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}
