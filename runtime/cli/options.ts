import { InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { kinesisLimits, paths, userIdSchema } from '../blueprint/index.ts';
import { contracts } from '../contracts/index.ts';
import { type EmulateOptions, openFiles, openGenerator, originalRows, type Source } from '../emulator/index.ts';

/** `--json`, which every command has. */
export const jsonOption = () => new Option('--json', 'print the result as one JSON object, the last line of stdout');

/** `--id`, the user id of the stack. */
export const idOption = () =>
  new Option('--id <user-id>', 'user id of the stack').argParser(userId).default('demo' as string);

/** `--stage`, the part of a stack's file between `Pulumi.` and `.yaml`. */
export const stageOption = () =>
  new Option('--stage <name>', 'stage: Pulumi.<name>.yaml of this folder').argParser(stageName).makeOptionMandatory();

/** `--tables`, where a command that reads or writes tables finds them. */
export const tablesOption = () => new Option('--tables <dir>', 'folder of the Delta tables');

/** The largest number of a port. */
export const highestPort = 65_535;

/** `--bucket`, where the objects are. */
export const bucketOption = () => new Option('--bucket <dir>', 'folder that stands for the bucket');

/** The options that say which rejected records are meant. */
export const selecting = {
  from: () => new Option('--from <path>', 'those of one path (default: of both)').choices(paths),
  kind: () => new Option('--kind <kind>', 'those of one kind').choices(contracts.map(({ kind }) => kind)),
  reason: () => new Option('--reason <reason>', 'those with this reason among theirs'),
};

/** Where the streams are. */
export const kinesisOptions = {
  endpoint: () =>
    new Option('--endpoint <url>', "address of Kinesis, such as the one `pinflow twin` prints (default: the region's)"),
  region: () => new Option('--region <region>', 'region of the streams (default: the one of your AWS profile)'),
};

/** The options that say what is posted, and how. */
export const posting = {
  source: () =>
    new Option('--source <source>', 'generator, or files:DIR')
      .argParser(source)
      .default('generator' as SourceOption, 'generator'),
  messages: () =>
    new Option('--messages <n>', 'messages to post; each is one record of every kind')
      .argParser(wholeNumber(0))
      .default(10_000),
  seed: () =>
    new Option('--seed <n>', 'seed of the posting order and the generator').argParser(wholeNumber(0)).default(100),
  rows: () =>
    new Option('--rows <n>', 'rows that the posting order draws from')
      .argParser(wholeNumber(1, maxRows))
      .default(originalRows as number),
  rate: () =>
    new Option('--rate <rate>', "messages a second, max, or original (the original emulator's pauses)")
      .argParser(rate)
      .default('max' as EmulateOptions['rate']),
  batchSize: (byDefault: number) =>
    new Option('--batch-size <n>', `records in one request; to a stream at most ${kinesisLimits.records}`)
      .argParser(wholeNumber(1, maxBatchSize))
      .default(byDefault),
  concurrency: () =>
    new Option('--concurrency <n>', 'requests under way at once').argParser(wholeNumber(1, maxConcurrency)).default(32),
};

/** The largest key is the largest INT, so a table has at most so many rows. */
const maxRows = 2_147_483_648;
const maxBatchSize = 10_000;
/** As many connections as the gateway opens to the REST proxy. */
const maxConcurrency = 256;

/** Where rows come from: the seeded generator, or a folder of NDJSON files. */
export type SourceOption = 'generator' | { readonly folder: string };

/** Opens the source that `--source` names. */
export async function openSource(option: SourceOption, table: { seed: number; rows: number }): Promise<Source> {
  return option === 'generator' ? openGenerator(table) : await openFiles(option.folder);
}

/** A {@link SourceOption} as it was written. */
export function sourceText(option: SourceOption): string {
  return option === 'generator' ? option : `files:${option.folder}`;
}

/** A parser of a whole number in a range. */
export function wholeNumber(min: number, max = Number.MAX_SAFE_INTEGER) {
  return (text: string): number => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= min && value <= max)) {
      const upTo = max === Number.MAX_SAFE_INTEGER ? `${min} or more` : `${min} to ${max}`;
      throw new InvalidArgumentError(`Give a whole number, ${upTo}.`);
    }
    return value;
  };
}

/** A parser of a span of time, such as 500ms, 2s, 5m or 168h, into milliseconds. */
export function duration(text: string): number {
  const [, count, unit = ''] = /^(\d{1,9})(ms|s|m|h)$/.exec(text) ?? [];
  if (count === undefined) throw new InvalidArgumentError('Give a span of time, such as 500ms, 2s, 5m or 168h.');
  return Number(count) * (unitsMs[unit] ?? Number.NaN);
}

const unitsMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

function userId(text: string): string {
  const result = userIdSchema.safeParse(text);
  if (!result.success) throw new InvalidArgumentError(`Of a user id: ${result.error.issues[0]?.message}.`);
  return text;
}

function stageName(text: string): string {
  if (!/^[A-Za-z0-9_.-]+$/.test(text))
    throw new InvalidArgumentError('Give the name between Pulumi. and .yaml, such as dev.');
  return text;
}

function rate(text: string): EmulateOptions['rate'] {
  if (text === 'max' || text === 'original') return text;
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) {
    throw new InvalidArgumentError('Give messages a second (a number above 0), max, or original.');
  }
  return value;
}

function source(text: string): SourceOption {
  if (text === 'generator') return text;
  if (text.startsWith('files:') && text.length > 'files:'.length) return { folder: text.slice('files:'.length) };
  const files = contracts.map(({ kind }) => `${kind}.ndjson`).join(', ');
  throw new InvalidArgumentError(`Give generator, or files:DIR with a folder of ${files}.`);
}
