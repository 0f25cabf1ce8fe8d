import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { localStage, names, objectKey } from '../../runtime/blueprint/index.ts';
import { contracts } from '../../runtime/contracts/index.ts';
import { openGenerator } from '../../runtime/emulator/generator/index.ts';
import { postingOrder } from '../../runtime/emulator/order.ts';
import { keyPartition } from '../../runtime/twin/log/partitioner.ts';

/** The stack of the benchmark. */
export const stage = localStage('bench');

/** What {@link writeObjects} wrote. */
export interface Written {
  readonly records: number;
  readonly megabytes: number;
}

/**
 * Fills a bucket as the sink leaves it after so many posts: of each kind every post's record, the keys drawn with replacement, by
 * partition in objects of `flush.size` records.
 */
export async function writeObjects(bucket: string, posts: number): Promise<Written> {
  const { partitions } = stage.topics;
  const logs = new Map(contracts.map(({ kind }) => [kind, Array.from({ length: partitions }, () => new Log())]));
  const rows = { seed: 1, rows: posts };
  using source = openGenerator(rows);
  const order = postingOrder(source, rows);
  let bytes = 0;
  for (let post = 0; post < posts; post++) {
    const { row } = order.next().value;
    const partition = keyPartition(Buffer.from(String(row)), partitions);
    for (const [kind, ofKind] of logs) {
      const log = ofKind[partition] as Log;
      log.lines.push(source.row(kind, row));
      if (log.lines.length === stage.sink.flushSize) bytes += await flush(bucket, kind, partition, log);
    }
  }
  for (const [kind, ofKind] of logs) {
    for (const [partition, log] of ofKind.entries()) bytes += await flush(bucket, kind, partition, log);
  }
  return { records: posts * logs.size, megabytes: bytes / 1e6 };
}

/** The end of a partition's log that no object holds yet. */
class Log {
  lines: string[] = [];
  startOffset = 0;
}

async function flush(bucket: string, kind: string, partition: number, log: Log): Promise<number> {
  if (log.lines.length === 0) return 0;
  const topic = names(stage).topics[kind] as string;
  const file = join(bucket, objectKey({ topic, partition, startOffset: log.startOffset }));
  const content = Buffer.from(`${log.lines.join('\n')}\n`);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content);
  log.startOffset += log.lines.length;
  log.lines = [];
  return content.length;
}
