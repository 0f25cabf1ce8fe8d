import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';

/** Where `.ci/install` puts what it installs. */
export const realFolder = new URL('../../../.real/', import.meta.url);

/** The Sparks that are here by their version, each with the folders of its Python packages and of its Delta jars. */
export const sparks = {
  // Databricks Runtime 17.
  '4.0': { packages: 'python', jars: 'jars' },
  // Databricks Runtime 14 to 16.
  '3.5': { packages: 'python-spark-3.5', jars: 'jars-spark-3.5' },
} as const;

/** The ANSI modes in which Databricks may run each: with 4.0 it came to be the default. */
export const ansiModes = { '4.0': ['true', 'false'], '3.5': ['false'] } as const;

export type SparkVersion = keyof typeof sparks;

/** A row as a foreign reader gave it; timestamps are text, `YYYY-MM-DDTHH:MM:SSZ`, with microseconds where there are any. */
export type Row = Record<string, unknown>;

/** A reader that lives in another process until it is closed. */
export interface Reader<Request> {
  /** @throws {Error} with what the reader said, when it refuses the request. */
  ask(request: Request): Promise<Row[]>;
  close(): Promise<void>;
  /** Ends it at once with all that it has started; what was asked is refused. */
  kill(): Promise<void>;
}

/**
 * Spark with Delta, on two cores and in UTC; a request is one SQL statement, or a call of a driver that is shipped to Databricks, which is
 * answered with what it prints, a line a row. Up in about 4 s.
 */
export function openSpark(version: SparkVersion = '4.0', java = hasty): Reader<string | DriverCall> {
  const { packages, jars } = sparks[version];
  return open(packages, 'spark.py', fileURLToPath(new URL(`${jars}/`, realFolder)), java);
}

/** Options of Java for a session of seconds, which spends most of them compiling: the second compiler never pays for itself. */
const hasty = '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC';

/** A call of a driver. */
export interface DriverCall {
  readonly driver: 'batch' | 'stream';
  readonly args: readonly string[];
  /** Of the session, besides those of the spec. */
  readonly settings: Readonly<Record<string, string>>;
}

/** PyPI's `deltalake` (delta-rs); it answers with a table's rows, writes some, or looks after a table. */
export const openDeltalake = (): Reader<DeltalakeRead | DeltalakeWrite | DeltalakeUpkeep> =>
  open('python', 'deltalake_reader.py');

/** Rows of a table, of its newest version when none is named; `filters` are those of PyArrow. */
export interface DeltalakeRead {
  readonly table: string;
  readonly version?: number;
  readonly columns?: readonly string[];
  readonly filters?: readonly (readonly [column: string, operator: string, value: unknown])[];
}

/** Rows for a table; `array` is one of doubles. */
export interface DeltalakeWrite {
  readonly table: string;
  readonly write: readonly Row[];
  readonly columns: Readonly<Record<string, 'integer' | 'string' | 'timestamp' | 'array'>>;
  readonly mode: 'append' | 'overwrite';
  readonly configuration?: Readonly<Record<string, string>>;
  readonly checkpoint?: boolean;
}

/** Makes one file of several, or deletes the files that a table has had no more for so many hours. */
export type DeltalakeUpkeep = { readonly table: string } & ({ readonly optimize: true } | { readonly vacuum: number });

/** Runs a script of this folder that serves one JSON request a line; the answers come back in order on descriptor 3. */
function open<Request>(packages: string, script: string, ...args: string[]): Reader<Request> {
  const python = fileURLToPath(new URL(`${packages}/bin/python`, realFolder));
  const path = fileURLToPath(new URL(script, import.meta.url));
  const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1', TZ: 'UTC' };
  // In a group of its own, which can be killed as a whole: Spark's engine is a child of it.
  const child = spawn(python, [path, ...args], { env, detached: true, stdio: ['pipe', 'ignore', 'pipe', 'pipe'] });
  const [stdin, , stderr, answers] = child.stdio as unknown as [Writable, null, Readable, Readable];
  const lines = createInterface(answers)[Symbol.asyncIterator]();
  const exited = once(child, 'exit');
  let said = '';
  stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-10_000);
  });
  // A script that ended is told by its answers' end.
  stdin.on('error', () => {});
  let last: Promise<unknown> = Promise.resolve();

  return {
    ask(request) {
      stdin.write(`${JSON.stringify(request)}\n`);
      const answer = last.then(async () => {
        const line = await lines.next();
        if (line.done) throw new Error(`${script} ended: ${said}`);
        const { rows, error } = JSON.parse(line.value) as { rows: Row[]; error?: string };
        if (error !== undefined) throw new Error(error);
        return rows;
      });
      last = answer.catch(() => undefined);
      return answer;
    },
    async close() {
      stdin.end();
      await exited;
    },
    async kill() {
      if (child.exitCode === null && child.signalCode === null) process.kill(-(child.pid as number), 'SIGKILL');
      await exited;
    },
  };
}
