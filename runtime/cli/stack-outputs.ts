import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type StackOutputs, stackOutputsSchema } from '../blueprint/index.ts';
import { PinflowError } from '../errors.ts';

/**
 * The outputs of a deployed stack, as the `pulumi` command on the path tells them. They may hold secrets: they are not to be shown.
 * @throws {PinflowError} `STACK_UNREADABLE`
 */
export async function readStackOutputs(stack: string): Promise<StackOutputs> {
  const outputs = stackOutputsSchema.safeParse(parse(stack, await ask(stack)));
  if (outputs.success) return outputs.data;
  const paths = outputs.error.issues.map(({ path }) => path.join('.')).join(', ');
  throw unreadable(stack, `it has not been deployed, or not by this program: its outputs lack ${paths}`);
}

async function ask(stack: string): Promise<string> {
  const args = ['stack', 'output', '--json', '--show-secrets', '--non-interactive', '--stack', stack];
  try {
    return (await promisify(execFile)('pulumi', args)).stdout;
  } catch (cause) {
    const { code, stderr = '' } = cause as { code?: string | number; stderr?: string };
    if (code === 'ENOENT') throw unreadable(stack, 'there is no `pulumi` on the path: install the Pulumi CLI');
    throw unreadable(stack, stderr.trim().replace(/^error: /, '') || `pulumi ended with ${code}`);
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
