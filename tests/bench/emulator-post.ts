/** A process that runs the emulator once. */
import { emulate } from '../../runtime/emulator/index.ts';
import { bodies } from './emulator-bodies.ts';
import { givenLoad, options, tell } from './emulator-load.ts';

const load = givenLoad();
const { seconds, kinds, ended } = await emulate(options(load));
const stored = Object.values(kinds).reduce((sum, kind) => sum + kind.stored, 0);
if (ended !== 'done' || stored !== load.messages * Object.keys(kinds).length) throw new Error(JSON.stringify(kinds));
const posted = await bodies(load);
const bytes = posted.reduce((sum, { body }) => sum + Buffer.byteLength(body), 0);
tell({ requests: posted.length, records: stored, bytes, seconds });
