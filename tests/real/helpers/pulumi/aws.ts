import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Runs the AWS CLI on the path and returns what it prints. */
export async function aws(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('aws', args);
  return stdout.trim();
}
