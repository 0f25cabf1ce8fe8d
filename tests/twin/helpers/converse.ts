import { once } from 'node:events';
import { connect } from 'node:net';

/** Writes bytes to one connection, whatever comes back meanwhile, and returns all that came until the server closed it. */
export async function converse(url: string, ...parts: (string | Buffer)[]): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const came = socket.toArray();
  for (const part of parts) {
    if (!socket.write(part)) await once(socket, 'drain');
  }
  return Buffer.concat(await came).toString('latin1');
}
