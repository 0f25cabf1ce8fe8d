/** A process that serves streams until its standard input ends: `twin` in a folder, or `kinesalite` in memory; it prints the address. */
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { startKinesis } from '../../runtime/twin/kinesis/server.ts';
import { openFolderLog } from '../../runtime/twin/log/folder.ts';

const [service, folder = ''] = process.argv.slice(2);

const { url, close } = service === 'twin' ? await twin() : await kinesalite();
process.stdout.write(`${url}\n`);
process.stdin.resume().once('end', () => void close());

async function twin(): Promise<{ url: string; close(): Promise<void> }> {
  const log = openFolderLog(folder);
  const kinesis = await startKinesis(log, { host: '127.0.0.1', port: 0 });
  return { url: kinesis.url, close: () => kinesis.close().then(() => log.close()) };
}

async function kinesalite(): Promise<{ url: string; close(): Promise<void> }> {
  const make = createRequire(import.meta.url)('kinesalite') as (options: { createStreamMs: number }) => Server;
  const server = make({ createStreamMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: async () => process.exit() };
}
