import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** Where the local services are. */
export interface Services {
  readonly gatewayUrl: string;
  readonly kinesisUrl: string;
}

/** Runs `act` beside the local services in a process of their own. */
export async function withServices(dir: string, act: (services: Services) => Promise<void>): Promise<void> {
  const twin = spawn(process.execPath, [beside('stream-twin'), dir], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(twin, 'exit');
  try {
    const [line] = (await once(createInterface(twin.stdout), 'line')) as [string];
    await act(JSON.parse(line) as Services);
  } finally {
    twin.stdin.end();
    await ended;
  }
}

/** The path of a script of this folder. */
export function beside(script: string): string {
  return fileURLToPath(new URL(`${script}.ts`, import.meta.url));
}
