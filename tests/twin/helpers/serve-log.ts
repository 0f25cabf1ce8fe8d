/* A process that opens the topic log in the folder of its argument, serves it by the REST proxy, and says where. */
import { argv } from 'node:process';
import { openFolderLog } from '../../../runtime/twin/log/folder.ts';
import { startRestProxy } from '../../../runtime/twin/rest-proxy/server.ts';

const log = openFolderLog(argv[2] as string);
await log.createTopic('demo.pin', 3);
const { url } = await startRestProxy(log, { host: '127.0.0.1', port: 0 }, {});
console.log(JSON.stringify({ url }));
