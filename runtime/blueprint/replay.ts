/** The folder of the bucket for corrected lines, which every batch run reads besides the sink's. */
export const replayFolder = 'replay';

/** An object of corrected lines: one for each kind of a replay. */
export interface Replay {
  readonly kind: string;
  /** Milliseconds since 1970: of two corrections of a record the later one counts. */
  readonly at: number;
  /** A UUID, which tells replays of one moment apart. */
  readonly id: string;
}

/** The key of a replay's object, `replay/<kind>/<time>_<id>.json`: keys of a kind sort by time. */
export function replayKey({ kind, at, id }: Replay): string {
  return `${replayFolder}/${kind}/${new Date(at).toISOString().replaceAll(':', '-')}_${id}.json`;
}

/** The replay that a key names, or undefined when no replay has that key. */
export function parseReplayKey(key: string): Replay | undefined {
  const match = /^[^/]+\/([^/]+)\/(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d\.\d{3}Z)_([0-9a-f-]{36})\.json$/.exec(key);
  if (match === null) return undefined;
  const [, kind = '', day, hour, minute, second, id = ''] = match;
  const replay = { kind, at: Date.parse(`${day}T${hour}:${minute}:${second}`), id };
  return Number.isNaN(replay.at) || replayKey(replay) !== key ? undefined : replay;
}

/** A pattern of Java for the keys of a kind's replays. */
export function replayKeys(kind: string): string {
  const time = '[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}-[0-9]{2}-[0-9]{2}\\.[0-9]{3}Z';
  return `${replayFolder}/${kind}/${time}_[0-9a-f-]{36}\\.json`;
}
