/* A process that opens the topic log in the folder of its argument, says what came of it, and holds on to it. */
import { argv } from 'node:process';
import type { PinflowError } from '../../../runtime/errors.ts';
import { openFolderLog } from '../../../runtime/twin/log/folder.ts';

try {
  openFolderLog(argv[2] as string);
  console.log(JSON.stringify({ open: true }));
} catch (error) {
  console.log(JSON.stringify({ open: false, code: (error as PinflowError).code }));
}
setInterval(() => {}, 60_000);
