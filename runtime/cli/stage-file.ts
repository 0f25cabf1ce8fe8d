import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathText, stageInvalid } from '../blueprint/index.ts';
import { PinflowError, storageError } from '../errors.ts';
import { checkConfig, type StackFile } from './stack-config.ts';
import { type LocatedFault, readYaml } from './yaml-text.ts';

/**
 * Reads `Pulumi.<name>.yaml` of a folder, without Pulumi and without AWS.
 * @throws {PinflowError} `STAGE_MISSING`; `STAGE_INVALID` with every fault at once, each with its line and path.
 */
export function readStackFile(name: string, folder = '.'): StackFile {
  const file = `Pulumi.${name}.yaml`;
  const { stackFile, faults } = checkStackFile(read(join(folder, file)));
  if (stackFile !== undefined) return stackFile;
  throw stageInvalid(
    file,
    faults.map(({ line, path, message }) => ({ file, line, path: path.length === 0 ? '' : pathText(path), message })),
  );
}

/** Reads the text of a stack's file; without faults there is a stack file. */
function checkStackFile(text: string): { stackFile?: StackFile; faults: readonly LocatedFault[] } {
  const { value, faults: yamlFaults, lineOf } = readYaml(text);
  if (yamlFaults.length > 0) return { faults: yamlFaults };
  const { faults, ...rest } = checkConfig((value as { config?: unknown } | null)?.config);
  const located = faults.map((fault) => ({ ...fault, line: lineOf(fault.path) }));
  return { ...rest, faults: located.sort((one, other) => one.line - other.line) };
}

function read(place: string): string {
  try {
    return readFileSync(place, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT')
      throw new PinflowError('STAGE_MISSING', `there is no ${place} here`);
    throw storageError(cause, place);
  }
}
