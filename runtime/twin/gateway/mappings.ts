import type { Operation } from '../../blueprint/index.ts';
import type { Mapping } from './targets.ts';

/** An operation that is planned; `fault` takes what of it the twin does not run. */
export interface Planning {
  readonly path: string;
  readonly operation: Operation;
  readonly fault: (message: string) => void;
}

/** Reads the `requestParameters` of an integration. */
export function planMappings(requestParameters: Readonly<Record<string, string>>, { fault }: Planning): Mapping[] {
  return Object.entries(requestParameters).flatMap(([target, source]) => {
    const mapping = readMapping(target, source);
    if (mapping !== undefined) return [mapping];
    fault(`mapping ${target} from ${source}; supported: path, querystring and header, and texts in quotes`);
    return [];
  });
}

function readMapping(target: string, source: string): Mapping | undefined {
  const to = /^integration\.request\.(path|querystring|header)\.(.+)$/.exec(target);
  const from = /^method\.request\.(path|querystring|header)\.(.+)$/.exec(source);
  const text = /^'(.*)'$/.exec(source);
  if (to === null || (from === null && text === null)) return undefined;
  return {
    to: to[1] as Mapping['to'],
    name: to[2] as string,
    source: from === null ? { text: text?.[1] as string } : { from: from[1] as Mapping['to'], name: from[2] as string },
  };
}
