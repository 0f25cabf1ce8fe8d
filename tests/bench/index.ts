/** `npm run bench`, or `npm run bench -- start emulator batch kinesis stream infra` for some of it: ratios against a peer or a limit in the same run. */
import { benchBatch } from './batch.ts';
import { benchEmulator } from './emulator.ts';
import { benchInfra } from './infra.ts';
import { benchKinesis } from './kinesis.ts';
import { benchStart } from './start.ts';
import { benchStreamAgainstBareLoop } from './stream-bare.ts';
import { benchStreamFreshness } from './stream-freshness.ts';
import { benchStreamMemory } from './stream-memory.ts';
import { benchStreamAgainstSpark } from './stream-spark.ts';

const benches = {
  start: benchStart,
  emulator: benchEmulator,
  batch: benchBatch,
  kinesis: benchKinesis,
  'stream-spark': benchStreamAgainstSpark,
  'stream-bare': benchStreamAgainstBareLoop,
  'stream-freshness': benchStreamFreshness,
  'stream-memory': benchStreamMemory,
  infra: benchInfra,
};

const asked = process.argv.slice(2);
for (const [name, bench] of Object.entries(benches)) {
  if (asked.length === 0 || asked.some((word) => name === word || name.startsWith(`${word}-`))) await bench();
}
