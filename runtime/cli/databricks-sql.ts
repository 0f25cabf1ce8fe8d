import { z } from 'zod';
import { PinflowError } from '../errors.ts';
import { wait } from '../waiting.ts';
import { openWorkspaceApi, type WorkspaceApi } from './workspace-api.ts';

/** Where statements run. */
export interface WarehousePlace {
  readonly workspaceHost: string;
  readonly warehouseId: string;
  readonly catalog: string;
  readonly schema: string;
}

/** A SQL warehouse, asked through the Statement Execution API. */
export interface Warehouse {
  /**
   * The rows of a statement, by column, in their order.
   * @throws {PinflowError} `STATEMENT_FAILED`, `WORKSPACE_…` or `WAREHOUSE_MISSING`
   */
  ask(statement: string): Promise<WarehouseRow[]>;
}

/** Numbers of SQL are numbers; a value of any other type is as the service writes it. */
export type WarehouseRow = Readonly<Record<string, string | number | null>>;

/**
 * A warehouse, with the credentials of the environment.
 * @throws {PinflowError} `WORKSPACE_…`
 */
export async function openWarehouse(place: WarehousePlace, signal: AbortSignal): Promise<Warehouse> {
  const { workspaceHost, warehouseId: warehouse_id, catalog, schema } = place;
  const api = await openWorkspaceApi(workspaceHost, signal);
  const request = { warehouse_id, catalog, schema, wait_timeout: '30s', on_wait_timeout: 'CONTINUE', ...inline };
  return {
    async ask(statement) {
      const limited = AbortSignal.any([signal, AbortSignal.timeout(longestMs)]);
      const started = await api.ask(path, statementShape, limited, { statement, ...request });
      return await rowsOf(api, await ended(api, started, limited), limited);
    },
  };
}

const path = '/api/2.0/sql/statements';
const inline = { format: 'JSON_ARRAY', disposition: 'INLINE' };

/** Every value is a text, whatever its type. */
const chunkShape = z.object({ data_array: z.array(z.array(z.string().nullable())).default([]) });

const statementShape = z.object({
  statement_id: z.string().regex(/^[\w-]+$/),
  status: z.object({
    state: z.enum(['PENDING', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELED', 'CLOSED']),
    error: z.object({ error_code: z.string().optional(), message: z.string().optional() }).optional(),
  }),
  manifest: z
    .object({
      schema: z.object({ columns: z.array(z.object({ name: z.string(), type_name: z.string() })).default([]) }),
      total_chunk_count: z.int().optional(),
      total_row_count: z.int(),
      truncated: z.boolean().default(false),
    })
    .optional(),
  result: chunkShape.optional(),
});

type Statement = z.output<typeof statementShape>;

const isGoingOn = ({ status: { state } }: Statement) => state === 'PENDING' || state === 'RUNNING';

/** A stopped warehouse takes minutes to start. */
const longestMs = 10 * 60_000;
const [firstPauseMs, longestPauseMs] = [1000, 5000];

/** A statement that has ended. One that nobody waits for any more is cancelled: it would go on at a cost. */
async function ended(api: WorkspaceApi, started: Statement, signal: AbortSignal): Promise<Statement> {
  const place = `${path}/${started.statement_id}`;
  let statement = started;
  try {
    for (let pauseMs = firstPauseMs; isGoingOn(statement); pauseMs = Math.min(pauseMs * 1.5, longestPauseMs)) {
      await wait(pauseMs, signal);
      statement = await api.ask(place, statementShape, signal);
    }
    return statement;
  } catch (cause) {
    await api.ask(`${place}/cancel`, z.unknown(), AbortSignal.timeout(longestPauseMs), {}).catch(() => undefined);
    throw signal.aborted ? failed(started.statement_id, (signal.reason as Error).message) : cause;
  }
}

async function rowsOf(api: WorkspaceApi, statement: Statement, signal: AbortSignal): Promise<WarehouseRow[]> {
  const { statement_id: id, status, manifest, result } = statement;
  if (status.state !== 'SUCCEEDED' || manifest === undefined) {
    const { error_code, message } = status.error ?? {};
    throw failed(id, [status.state, error_code, message].filter((text) => text !== undefined).join(': '));
  }
  if (manifest.truncated) throw failed(id, 'its result is larger than the service gives');
  const values = [...(result?.data_array ?? [])];
  for (let index = 1; index < (manifest.total_chunk_count ?? 1); index++)
    values.push(...(await api.ask(`${path}/${id}/result/chunks/${index}`, chunkShape, signal)).data_array);
  if (values.length !== manifest.total_row_count)
    throw failed(id, `${values.length} rows came of ${manifest.total_row_count}`);
  const { columns } = manifest.schema;
  return values.map((row) =>
    Object.fromEntries(columns.map(({ name, type_name }, index) => [name, plain(type_name, row[index] ?? null)])),
  );
}

const numbers = new Set(['BYTE', 'SHORT', 'INT', 'LONG', 'FLOAT', 'DOUBLE', 'DECIMAL']);

function plain(type: string, text: string | null): string | number | null {
  return text !== null && numbers.has(type) ? Number(text) : text;
}

function failed(id: string, why: string): PinflowError {
  return new PinflowError('STATEMENT_FAILED', `statement ${id}: ${why}`);
}
