import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { localStage, sinkSettings } from '../../../runtime/blueprint/index.ts';
import type { Clock } from '../../../runtime/twin/clock.ts';
import { openFolderLog } from '../../../runtime/twin/log/folder.ts';
import type { TopicLog } from '../../../runtime/twin/log/port.ts';
import { type Sink, startSink } from '../../../runtime/twin/sink/sink.ts';
import { temporaryFolder } from '../../helpers/folder.ts';
import { hastyClock } from './clocks.ts';

/** A topic log with a sink's folders beside it. */
export interface SinkBench {
  readonly log: TopicLog;
  readonly bucket: string;
  readonly state: string;
  /** Starts a sink with the stage's settings and what differs from them; null leaves a setting out. */
  start(differing?: Record<string, string | null>, clock?: Clock): Promise<Sink>;
}

/** The settings of the local stage, and what differs from them. */
export function settingsWith(differing: Record<string, string | null> = {}): Record<string, string> {
  const settings = { ...sinkSettings(localStage('demo')), ...differing };
  return Object.fromEntries(Object.entries(settings).filter((entry): entry is [string, string] => entry[1] !== null));
}

/** Opens the log in a folder, with the topic `demo.pin` of `partitions` partitions; all is closed when the test ends. */
export async function sinkBench(
  t: ExecutionContext,
  { folder = temporaryFolder(t), partitions = 1 } = {},
): Promise<SinkBench> {
  const log = openFolderLog(join(folder, 'log'));
  t.teardown(() => log.close());
  await log.createTopic('demo.pin', partitions);
  const [bucket, state] = [join(folder, 'bucket'), join(folder, 'sink')];
  return {
    log,
    bucket,
    state,
    start: async (differing, clock = hastyClock()) => {
      const settings = settingsWith(differing);
      const sink = await startSink({ log, settings, connector: 'demo-connector', bucket, state, clock });
      t.teardown(() => sink.close());
      return sink;
    },
  };
}

/** The objects of a bucket by key, each with its text. */
export function objectsIn(bucket: string): Record<string, string> {
  const keys = filesBelow(bucket).sort();
  return Object.fromEntries(keys.map((key) => [key, readFileSync(join(bucket, key), 'utf8')]));
}

/** The lines of all objects, in the order of their keys. */
export function linesIn(bucket: string): string[] {
  return Object.values(objectsIn(bucket)).flatMap((text) => text.split('\n').slice(0, -1));
}

function filesBelow(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
