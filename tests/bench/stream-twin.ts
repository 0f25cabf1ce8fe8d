/** A process that runs the local services in a folder until its standard input ends; tells where they are. */
import { startTwin } from '../../runtime/twin/index.ts';
import { stage } from './stream-records.ts';

const { gatewayUrl, kinesisUrl, close } = await startTwin({ stage, dir: process.argv[2] ?? '' });
process.stdout.write(`${JSON.stringify({ gatewayUrl, kinesisUrl })}\n`);
process.stdin.resume().once('end', () => void close());
