import { spawn } from 'node:child_process';

/** Shows an address in the person's browser, if there is one; whether it worked is theirs to see. */
export function openBrowser(url: string): void {
  const [command, ...args] = browserCommand(process.platform, process.env) ?? [];
  if (command === undefined) return;
  // The browser stays when the command ends.
  const child = spawn(command, [...args, url], { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}

/** The command that opens an address, which is its last argument; undefined on a machine without a screen. */
export function browserCommand(
  platform: NodeJS.Platform,
  environment: Readonly<Record<string, string | undefined>>,
): readonly [string, ...string[]] | undefined {
  if (platform === 'darwin') return ['open'];
  // `start` takes a first argument in quotes for the title of a window.
  if (platform === 'win32') return ['cmd', '/c', 'start', '""'];
  return environment.DISPLAY || environment.WAYLAND_DISPLAY ? ['xdg-open'] : undefined;
}
