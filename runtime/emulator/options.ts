import type { Stage } from '../blueprint/index.ts';
import { limits } from '../contracts/index.ts';
import { PinflowError } from '../errors.ts';
import type { Rate } from './pace.ts';
import type { ProgressReport } from './progress.ts';
import type { Source } from './source.ts';
import type { TargetOptions } from './targets/open.ts';

/** What is posted, where, and how. */
export interface EmulateOptions {
  /** Names the topics and streams. */
  readonly stage: Stage;
  readonly source: Source;
  readonly target: TargetOptions;
  /** How many messages; each has one record of every kind. */
  readonly messages: number;
  /** The seed of the posting order. */
  readonly seed: number | bigint;
  /** How many rows the posting order draws from: keys 0 to `rows` - 1. */
  readonly rows: number;
  readonly rate: Rate;
  /** Records of one kind in one request, or as many as the target takes. */
  readonly batchSize: number;
  /** Requests under way at once. */
  readonly concurrency: number;
  /** Milliseconds for which the records of one request are tried before the emulator gives up; two minutes unless given. */
  readonly patienceMs?: number;
  /** Ends the posting: nothing new is drawn, what is under way gets a few seconds for its answer, the account so far is returned. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ProgressReport) => void;
}

/** @throws {PinflowError} `USAGE` with every fault at once */
export function checkOptions(options: EmulateOptions): void {
  const { messages, rows, rate, batchSize, concurrency, patienceMs = 1 } = options;
  const url = 'url' in options.target ? options.target.url : undefined;
  const faults = [
    url !== undefined &&
      !isBaseUrl(url) &&
      `url: ${url} is not an address such as http://127.0.0.1:8080 or https://host/stage`,
    !isWhole(messages, 0) && `messages: ${messages} is not a whole number, 0 or more`,
    !isWhole(rows, 1, limits.integer + 1) && `rows: ${rows} is not a whole number, 1 to ${limits.integer + 1}`,
    typeof rate === 'number' && !(rate > 0 && rate < Number.POSITIVE_INFINITY) && `rate: ${rate} is not above 0`,
    !isWhole(batchSize, 1) && `batchSize: ${batchSize} is not a whole number, 1 or more`,
    !isWhole(concurrency, 1) && `concurrency: ${concurrency} is not a whole number, 1 or more`,
    !(patienceMs > 0) && `patienceMs: ${patienceMs} is not above 0`,
  ].filter((fault) => fault !== false);
  if (faults.length === 0) return;
  throw new PinflowError('USAGE', `the emulator cannot run so:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
}

function isWhole(number: number, min: number, max = Number.MAX_SAFE_INTEGER): boolean {
  return Number.isSafeInteger(number) && number >= min && number <= max;
}

/** A query or a fragment has no place in front of a path, and credentials in an address end up in logs. */
function isBaseUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, search, hash, username, password } = new URL(text);
  return /^https?:$/.test(protocol) && search + hash + username + password === '';
}
