/** `npm run bench`, or `npm run bench -- start emulator batch infra` for some of it: ratios against a peer or a limit in the same run. */
import { benchBatch } from './batch.ts';
import { benchEmulator } from './emulator.ts';
import { benchInfra } from './infra.ts';
import { benchStart } from './start.ts';

const benches = { start: benchStart, emulator: benchEmulator, batch: benchBatch, infra: benchInfra };

const asked = process.argv.slice(2);
for (const [name, bench] of Object.entries(benches)) {
  if (asked.length === 0 || asked.includes(name)) await bench();
}
