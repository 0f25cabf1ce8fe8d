/* A process that serves the local Kinesis over the log in the folder of its argument, and says where; the second argument is a plan of faults. */
import { argv } from 'node:process';
import { PythonRandom } from '../../../runtime/emulator/random.ts';
import { startKinesis } from '../../../runtime/twin/kinesis/server.ts';
import { openFolderLog } from '../../../runtime/twin/log/folder.ts';

const [folder = '', plan = '{}'] = argv.slice(2);
const numbers = new PythonRandom(100);
const options = { faults: JSON.parse(plan), random: () => numbers.random() };
const { url } = await startKinesis(openFolderLog(folder), { host: '127.0.0.1', port: 0 }, options);
console.log(JSON.stringify({ url }));
