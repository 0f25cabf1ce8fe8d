import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { z } from 'zod';
import { type StackOutputs, stackOutputsSchema } from '../blueprint/index.ts';
import { PinflowError } from '../errors.ts';

/**
 * The outputs of a deployed stack, as the `pulumi` command on the path tells them. They may hold secrets: they are not to be shown.
 * @throws {PinflowError} `STACK_UNREADABLE`
 */
export async function readStackOutputs(stack: string): Promise<StackOutputs> {
  const told = parse(stack, await ask(stack));
  const outputs = stackOutputsSchema.safeParse(told);
  if (outputs.success) return outputs.data;
  throw unreadable(stack, `it has not been deployed, or not by this program: ${faultsOf(outputs.error, told)}`);
}

/** What is wrong with outputs, by their names and never by their values. */
function faultsOf({ issues }: z.ZodError, told: unknown): string {
  const isThere = (path: readonly PropertyKey[]) =>
    path.reduce<unknown>((value, step) => (value as Record<PropertyKey, unknown> | undefined)?.[step], told) !==
    undefined;
  const missing = issues.filter(({ path }) => !isThere(path)).map(({ path }) => path.join('.'));
  const wrong = issues
    .filter(({ path }) => isThere(path))
    .map(({ path, message }) => `${path.join('.') || 'they'}: ${message}`);
  return [
    ...(missing.length > 0 ? [`its outputs lack ${missing.join(', ')}`] : []),
    ...(wrong.length > 0 ? [`its outputs are not what they should be (${wrong.join('; ')})`] : []),
  ].join(', and ');
}

async function ask(stack: string): Promise<string> {
  const args = ['stack', 'output', '--json', '--show-secrets', '--non-interactive', '--stack', stack];
  try {
    return (await promisify(execFile)('pulumi', args)).stdout;
  } catch (cause) {
    const { code, stderr = '' } = cause as { code?: string | number; stderr?: string };
    if (code === 'ENOENT') throw unreadable(stack, 'there is no `pulumi` on the path: install the Pulumi CLI');
    // Before its error it may tell of a newer version.
    const said = /^error: (.*)/ms.exec(stderr)?.[1] ?? stderr;
    throw unreadable(stack, said.trim() || `pulumi ended with ${code}`);
  }
}

function parse(stack: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw unreadable(stack, 'what pulumi printed is not JSON');
  }
}

function unreadable(stack: string, why: string): PinflowError {
  return new PinflowError('STACK_UNREADABLE', `stack ${stack}: ${why}`);
}
