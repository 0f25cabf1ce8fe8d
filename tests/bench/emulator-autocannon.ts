/** A process that sends the emulator's requests with autocannon, each connection its share of them. */
import { createRequire } from 'node:module';
import { produce } from '../../runtime/emulator/targets/topics.ts';
import { bodies } from './emulator-bodies.ts';
import { givenLoad, tell } from './emulator-load.ts';

/** The part of autocannon that is used here: it has no types of its own. */
type Autocannon = (
  options: {
    url: string;
    connections: number;
    amount: number;
    setupClient: (client: { setRequests(requests: readonly object[]): void }) => void;
  },
  done: (error: Error | null, result: { '2xx': number }) => void,
) => { on(event: 'start' | 'response', listener: () => void): void };

const autocannon = createRequire(import.meta.url)('autocannon') as Autocannon;

const load = givenLoad();
const posted = await bodies(load);
const [typeName = '', type = '', acceptName = '', accept = ''] = produce.headers;
const headers = { [typeName]: type, [acceptName]: accept };
const requests = posted.map(({ path, body }) => ({ method: 'POST', path, headers, body }));

let started = 0;
let answered = 0;
let client = 0;
const run = autocannon(
  {
    url: load.url,
    connections: load.connections,
    amount: requests.length,
    setupClient: (sender) => {
      const own = client++;
      sender.setRequests(requests.filter((_, index) => index % load.connections === own));
    },
  },
  (error, result) => {
    if (error !== null || result['2xx'] !== requests.length) throw error ?? new Error(JSON.stringify(result));
    tell({
      requests: requests.length,
      records: posted.reduce((sum, { records }) => sum + records, 0),
      bytes: posted.reduce((sum, { body }) => sum + Buffer.byteLength(body), 0),
      // Its own duration is rounded up to the next of its samples.
      seconds: (answered - started) / 1000,
    });
  },
);
run.on('start', () => {
  started = performance.now();
});
run.on('response', () => {
  answered = performance.now();
});
