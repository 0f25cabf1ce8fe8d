/** A process that runs the local services in a folder until its standard input ends. */
import { startTwin } from '../../runtime/twin/index.ts';
import { stage } from './emulator-load.ts';

const twin = await startTwin({ stage, dir: process.argv[2] ?? '' });
process.stdout.write(`${twin.gatewayUrl}\n`);
process.stdin.resume().once('end', () => void twin.close());
