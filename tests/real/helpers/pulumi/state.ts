import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Registration } from '../../../infra/helpers/record.ts';

/** The CLI's state of a stack: nothing is deployed before the first update. */
export interface StackState {
  readonly resources: readonly Registration[];
  /** A secret is `{ secret: value }`. */
  readonly outputs: Readonly<Record<string, unknown>>;
}

interface State {
  readonly backend?: string;
  readonly stacks: Readonly<Record<string, StackState>>;
}

const folder = process.env.PULUMI_HOME ?? '';
const path = join(folder, 'state.json');

/** Keeps where the state is said to be. */
export function setBackend(backend: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, JSON.stringify({ stacks: {}, ...read(), backend }));
}

/** Adds a stack, or replaces what is known of it. */
export function setStack(name: string, stack: StackState): void {
  const state = signedIn();
  writeFileSync(path, JSON.stringify({ ...state, stacks: { ...state.stacks, [name]: stack } }));
}

/** A stack that is there. */
export function stackOf(name: string | undefined): StackState {
  const stack = name === undefined ? undefined : signedIn().stacks[name];
  if (stack === undefined) throw new Error(`no stack named '${name}' found`);
  return stack;
}

export function hasStack(name: string): boolean {
  return name in signedIn().stacks;
}

function signedIn(): State {
  const state = read();
  if (state?.backend === undefined)
    throw new Error('PULUMI_ACCESS_TOKEN must be set for login during non-interactive CLI sessions');
  return state;
}

function read(): State | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
