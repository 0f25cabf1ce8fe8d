import { AsyncLocalStorage } from 'node:async_hooks';
import fs from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import type { TopicLog } from '../../../runtime/twin/log/port.ts';

/*
 * Death within one process. What runs in a life ends before the file operation with a given number: that one and all that follow
 * never come back, as after `kill -9`, while the rest of the process goes on. It takes milliseconds, where killing a real process at
 * each of its operations would take minutes.
 */

/** What runs until its end. */
export interface Life {
  /** Resolves when the end has come. */
  readonly ended: Promise<void>;
  /** File operations so far. */
  operations(): number;
  /** Runs something in this life. */
  run<T>(start: () => T): T;
  /** A topic log that the dead cannot write to. */
  mortal(log: TopicLog): TopicLog;
  /** Closes what the dead left open. */
  bury(): Promise<void>;
}

interface State {
  readonly last: number;
  readonly end: () => void;
  readonly open: FileHandle[];
  operations: number;
}

const lives = new AsyncLocalStorage<State>();
const never = new Promise<never>(() => {});

/** A life that ends before its file operation number `last`, counted from 1. */
export function life(last: number): Life {
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  const state: State = { last, end, open: [], operations: 0 };
  return {
    ended,
    operations: () => state.operations,
    run: (start) => lives.run(state, start),
    mortal: (log) => ({ ...forwarded(log), append: (...args) => (isOver(state) ? never : log.append(...args)) }),
    bury: async () => {
      for (const handle of state.open) await handle.close();
    },
  };
}

function isOver({ operations, last }: State): boolean {
  return operations >= last;
}

function forwarded(log: TopicLog): TopicLog {
  return {
    createTopic: (...args) => log.createTopic(...args),
    deleteTopic: (...args) => log.deleteTopic(...args),
    topics: () => log.topics(),
    describe: (...args) => log.describe(...args),
    append: (...args) => log.append(...args),
    read: (...args) => log.read(...args),
    endOffset: (...args) => log.endOffset(...args),
    onAppend: (...args) => log.onAppend(...args),
    close: () => log.close(),
  };
}

type Methods = Record<string, (this: unknown, ...args: unknown[]) => Promise<unknown>>;

/** Makes methods count as operations of the life that they are called in, and never come back when it is over. */
function hook(owner: Methods, ...names: string[]): void {
  for (const name of names) {
    const method = owner[name] as Methods[string];
    owner[name] = async function (...args) {
      const state = lives.getStore();
      if (state === undefined) return method.apply(this, args);
      state.operations += 1;
      if (isOver(state)) {
        state.end();
        return never;
      }
      // Whether bytes are safe from a loss of power makes no difference here, only time.
      const result = name === 'sync' ? undefined : await method.apply(this, args);
      if (name === 'open') state.open.push(result as FileHandle);
      return result;
    };
  }
}

const handle = await open(import.meta.filename);
hook(Object.getPrototypeOf(handle), 'appendFile', 'writeFile', 'sync', 'close');
await handle.close();
hook(fs.promises as never, 'open', 'rename', 'mkdir', 'rm');
syncBuiltinESMExports();
