import { Command, Option } from '@commander-js/extra-typings';
import { localStage } from '../../blueprint/index.ts';
import { defaultTrigger, runStreamJob, type StreamProgress } from '../../jobs/index.ts';
import { freshnessText } from '../freshness.ts';
import { openKinesis } from '../kinesis-client.ts';
import { duration, idOption, jsonOption, kinesisOptions, tablesOption, wholeNumber } from '../options.ts';
import { say, sayJson, type Terminal, textTable } from '../output.ts';

/** `pinflow job stream` */
export function streamJobCommand(terminal: Terminal) {
  return new Command('stream')
    .description(
      'Take the records of the streams into Delta tables, each once, whatever moment it is ended at; until Ctrl-C, or once.',
    )
    .addOption(tablesOption().makeOptionMandatory())
    .addOption(idOption())
    .addOption(kinesisOptions.endpoint())
    .addOption(kinesisOptions.region())
    .addOption(
      new Option('--max-latency <time>', 'a batch is written when its first record has waited so long')
        .argParser(duration)
        .default(defaultTrigger.maxLatencyMs, `${defaultTrigger.maxLatencyMs}ms`),
    )
    .option('--max-records <n>', 'or when it has so many records', wholeNumber(1), defaultTrigger.maxRecords)
    .option('--once', 'end when every shard has been read to its tip')
    .addOption(
      new Option(
        '--new-stream',
        'where a stream was deleted and created again: go on with the new one, from its start',
      ),
    )
    .addOption(jsonOption())
    .action(async ({ tables, id, endpoint, region, maxLatency, maxRecords, once = false, newStream = false, json }) => {
      const client = await openKinesis({ endpoint, region });
      const { kinesisSource } = await import('../../jobs/stream/kinesis-source.ts');
      try {
        const result = await runStreamJob({
          stage: localStage(id),
          source: kinesisSource(client),
          tables,
          trigger: { maxRecords, maxLatencyMs: maxLatency },
          ...(once && { drain: AbortSignal.abort() }),
          newStream,
          signal: terminal.signal,
          onProgress: progressLines(terminal),
        });
        if (json)
          return sayJson(terminal, { stream: kindsJson(result), freshness_ms: result.freshness ?? null, tables });
        say(terminal.stdout, ...textTable(columns, rowsOf(result)));
        if (result.freshness) say(terminal.stdout, '', freshnessText(result.freshness));
      } finally {
        client.destroy();
      }
    });
}

const columns = ['kind', 'read', 'cleaned', 'quarantined', 'batches'];

function rowsOf({ kinds }: StreamProgress) {
  return Object.entries(kinds).map(([kind, progress]) => ({ kind, ...progress }));
}

/** What became of the records of each kind, as a command's JSON result has it. */
function kindsJson({ kinds }: StreamProgress): object {
  return Object.fromEntries(
    Object.entries(kinds).map(([kind, { read, cleaned, quarantined, batches }]) => [
      kind,
      { read, cleaned, quarantined, batches },
    ]),
  );
}

const everyMs = 1000;
/** A reason to wait that goes on is told again after so long. */
const sameReasonMs = 10_000;

/** Tells on stderr how far the job is: a line a second while something changes, and at once why it waits and what it missed. */
function progressLines({ stderr }: Terminal): (progress: StreamProgress) => void {
  let reason = { at: Number.NEGATIVE_INFINITY, why: '' };
  let told = { at: Number.NEGATIVE_INFINITY, read: 0 };
  return ({ kinds, recentFreshness, waiting, missed }) => {
    for (const what of missed) stderr.write(`missed: ${what}\n`);
    const now = performance.now();
    if (waiting !== undefined && (waiting !== reason.why || now - reason.at >= sameReasonMs)) {
      stderr.write(`waiting: ${waiting}\n`);
      reason = { at: now, why: waiting };
    }
    const all = Object.values(kinds);
    const read = all.reduce((sum, kind) => sum + kind.read, 0);
    if (now - told.at < everyMs || read === told.read) return;
    const seconds = (now - told.at) / 1000;
    const rate = Number.isFinite(seconds) ? `, ${Math.round((read - told.read) / seconds)} a second` : '';
    const behind = Math.max(...all.map(({ millisBehind }) => millisBehind));
    const fresh = recentFreshness === undefined ? '' : `, readable after ${recentFreshness.p50} ms`;
    stderr.write(`${read} records${rate}, ${behind} ms behind${fresh}\n`);
    told = { at: now, read };
  };
}
