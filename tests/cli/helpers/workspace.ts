import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ExecutionContext } from 'ava';
import { z } from 'zod';

/** What a Databricks workspace answers: a status, a JSON value or a text, and headers. */
export type Reply = readonly [status: number, body: unknown, headers?: Readonly<Record<string, string>>];

/** A request as it arrived. */
export interface Arrived {
  /** Method and path. */
  readonly line: string;
  readonly authorization: string | undefined;
  readonly body: unknown;
}

export type Column = readonly [name: string, type: string];
export type Values = readonly (string | null)[];

/** A statement of the service, and the path of what is below it. */
export const statementId = '01eef0da-0c5e-1b0e-a1b2-9c8d7e6f5a4b';
export const ofStatement = (what = '') => `/api/2.0/sql/statements/${statementId}${what}`;

/** A result as the service documents it. */
export function succeeded(
  columns: readonly Column[],
  chunks: readonly (readonly Values[])[],
  manifest: object = {},
): Reply {
  return [
    200,
    {
      statement_id: statementId,
      status: { state: 'SUCCEEDED' },
      manifest: {
        format: 'JSON_ARRAY',
        schema: {
          column_count: columns.length,
          columns: columns.map(([name, type], position) => ({ name, type_name: type, type_text: type, position })),
        },
        total_chunk_count: chunks.length,
        total_row_count: chunks.flat().length,
        truncated: false,
        ...manifest,
      },
      result: chunk(chunks, 0),
    },
  ];
}

/** A part of a result. */
export function chunk(chunks: readonly (readonly Values[])[], index: number) {
  const next = chunks.length > index + 1 && {
    next_chunk_index: index + 1,
    next_chunk_internal_link: `${ofStatement(`/result/chunks/${index + 1}`)}?row_offset=1`,
  };
  const rows = chunks[index] ?? [];
  return { chunk_index: index, row_offset: 0, row_count: rows.length, data_array: rows, ...next };
}

/** The requests that Databricks documents: the Statement Execution API 2.0 and OAuth for service principals. */
const documented: readonly [line: RegExp, type: string | undefined, body: z.ZodType][] = [
  [
    /^POST \/api\/2\.0\/sql\/statements$/,
    'application/json',
    z.strictObject({
      statement: z.string().min(1),
      warehouse_id: z.string().min(1),
      catalog: z.string().optional(),
      schema: z.string().optional(),
      wait_timeout: z.string().regex(/^(0|[5-9]|[1-4][0-9]|50)s$/),
      on_wait_timeout: z.enum(['CONTINUE', 'CANCEL']),
      format: z.enum(['JSON_ARRAY', 'ARROW_STREAM', 'CSV']),
      disposition: z.enum(['INLINE', 'EXTERNAL_LINKS']),
    }),
  ],
  [/^GET \/api\/2\.0\/sql\/statements\/[\w-]+$/, undefined, z.undefined()],
  [/^GET \/api\/2\.0\/sql\/statements\/[\w-]+\/result\/chunks\/\d+$/, undefined, z.undefined()],
  [/^POST \/api\/2\.0\/sql\/statements\/[\w-]+\/cancel$/, 'application/json', z.strictObject({})],
  [
    /^POST \/oidc\/v1\/token$/,
    'application/x-www-form-urlencoded',
    z.strictObject({ grant_type: z.literal('client_credentials'), scope: z.literal('all-apis') }),
  ],
];

/** A workspace that gives these replies, one after another, to requests as Databricks documents them. */
export async function workspace(t: ExecutionContext, replies: readonly (Reply | (() => Reply))[]) {
  const arrived: Arrived[] = [];
  const left = [...replies];
  const server = createServer((request, response) => {
    void request
      .setEncoding('utf8')
      .toArray()
      .then((chunks) => {
        const body = read(t, request, chunks.join(''));
        arrived.push({ line: `${request.method} ${request.url}`, authorization: request.headers.authorization, body });
        const next = left.shift() ?? [500, 'nothing is left to answer'];
        const [status, value, headers] = typeof next === 'function' ? next() : next;
        response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
        response.end(typeof value === 'string' ? value : JSON.stringify(value));
      });
  }).listen(0, '127.0.0.1');
  t.teardown(() => server.close());
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    arrived,
    left,
    close: () => server.close(),
  };
}

function read(t: ExecutionContext, { method, url, headers }: IncomingMessage, text: string): unknown {
  const line = `${method} ${url}`;
  const [, type, shape] = documented.find(([pattern]) => pattern.test(line)) ?? [];
  const isForm = type === 'application/x-www-form-urlencoded';
  t.is(headers['content-type']?.split(';')[0], type, line);
  const body = isForm ? Object.fromEntries(new URLSearchParams(text)) : text === '' ? undefined : JSON.parse(text);
  t.is(shape?.safeParse(body).error, undefined, line);
  return body;
}
