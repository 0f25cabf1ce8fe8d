import { localStage } from '../../runtime/blueprint/index.ts';
import { type EmulateOptions, openGenerator, originalRows, type StreamRequest } from '../../runtime/emulator/index.ts';

/** One measured run, as an argument of the processes that make it. */
export interface Load {
  readonly url: string;
  /** The topics, or the streams by one of the gateway's requests. */
  readonly into: 'topics' | StreamRequest;
  readonly messages: number;
  readonly batchSize: number;
  readonly connections: number;
}

/** What a process prints when its run is over. */
export interface Measured {
  readonly requests: number;
  readonly records: number;
  /** Bytes of the bodies. */
  readonly bytes: number;
  readonly seconds: number;
}

/** The stage whose twin is posted to. */
export const stage = localStage('bench');

/** What the emulator is told for a load. */
export function options({ url, into, messages, batchSize, connections }: Load): EmulateOptions {
  return {
    stage,
    source: openGenerator({ seed: 100, rows: originalRows }),
    target: into === 'topics' ? { type: 'topics', url } : { type: 'stream', via: into, url },
    messages,
    seed: 100,
    rows: originalRows,
    rate: 'max',
    batchSize,
    concurrency: connections,
  };
}

/** The load that this process was started with. */
export function givenLoad(): Load {
  return JSON.parse(process.argv[2] ?? '') as Load;
}

export function tell(measured: Measured): void {
  process.stdout.write(`${JSON.stringify(measured)}\n`);
}
