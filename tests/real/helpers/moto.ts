import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { ExecutionContext } from 'ava';
import { realFolder } from './python.ts';

/** Where `.ci/install` puts the AWS CLI and moto, a stand-in of AWS. */
export const awsCommands = fileURLToPath(new URL('python-aws/bin', realFolder));

/** Starts moto on loopback until the test ends, and returns its URL. Its account is 123456789012. */
export async function startMoto(t: ExecutionContext): Promise<string> {
  const server = spawn(`${awsCommands}/moto_server`, ['-H', '127.0.0.1', '-p', '0'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  t.teardown(() => server.kill('SIGKILL'));
  let said = '';
  return await new Promise((resolve, reject) => {
    // Read to the end: moto logs every request, and would wait for a reader.
    createInterface({ input: server.stderr }).on('line', (line) => {
      said += `${line}\n`;
      const [, url] = /Running on (http:\/\/127\.0\.0\.1:\d+)/.exec(line) ?? [];
      if (url !== undefined) resolve(url);
    });
    server.once('error', reject).once('close', () => reject(new Error(`moto ended: ${said}`)));
  });
}
