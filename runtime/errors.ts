/**
 * Every error a person or a program can meet, by its stable code: what it means and what to do.
 * `docs/errors.md` is made from this table; a code is never renamed or reused.
 */
export const errorTable = {
  USAGE: {
    means: 'An option or argument is wrong.',
    remedy: 'Read the message: it names what is allowed. `--help` lists every option.',
  },
  STAGE_INVALID: {
    means: 'A stage breaks a rule of the stage schema.',
    remedy: 'Correct each listed path as its line says.',
  },
  STAGE_MISSING: {
    means: "There is no such stack's file.",
    remedy: 'Give, in the folder of the project, the name between `Pulumi.` and `.yaml`.',
  },
  NOTHING_TO_BUILD: {
    means: 'A stage without a Databricks workspace has no job whose files could be written.',
    remedy: 'Give the stage a `workspace`; `docs/databricks.md` says what it takes.',
  },
  STAGE_UNWRITABLE: {
    means: 'A stage is written in a form that pinflow does not edit.',
    remedy: 'Add the lines of the message to the stage yourself; trying again cannot help.',
  },
  ARTIFACT_UNPINNED: {
    means: 'No SHA-256 is pinned for an artifact.',
    remedy:
      'Run `npx pinflow artifacts pin --stage NAME`: it downloads the artifact, compares it with what its maker publishes, and writes `artifacts.sha256` into the stage for a pull request to show.',
  },
  ARTIFACT_UNREACHABLE: {
    means: 'An artifact, or what its maker publishes about it, could not be downloaded.',
    remedy:
      'Open the named address from this machine: a proxy or a firewall may be in between. Artifacts synced before are in the bucket.',
  },
  ARTIFACT_INCOMPLETE: {
    means: 'A download ended early, was interrupted, or had another size than announced.',
    remedy: 'Run the command again: nothing of the download was kept.',
  },
  ARTIFACT_MISMATCH: {
    means: 'A download does not have the pinned SHA-256.',
    remedy: 'Do not use it: find out whether the pinned SHA-256 is wrong, or the file.',
  },
  ARTIFACT_DIGEST_MISMATCH: {
    means: 'A download does not have the digest that its maker publishes.',
    remedy: 'Run the command again once; if it differs again, do not use the file and ask its maker.',
  },
  ARTIFACT_BUCKET_REFUSED: {
    means: 'The artifact bucket refused a request.',
    remedy:
      'Check that the bucket exists in the region of the stage, and that your AWS credentials may read and write it and read its versioning (s3:GetBucketVersioning).',
  },
  ARTIFACT_BUCKET_UNVERSIONED: {
    means: 'The artifact bucket keeps no versions, so that an object could be swapped before it is installed.',
    remedy: 'Enable versioning with the command of the message, and run `artifacts sync` again.',
  },
  STACK_UNREADABLE: {
    means: "A stack's outputs could not be read.",
    remedy:
      'Run the command in the folder of the project, signed in to its backend (`pulumi login`), after `pulumi up`.',
  },
  CREDENTIALS_MISSING: {
    means: 'The API takes signed requests, and no AWS credentials were found.',
    remedy:
      'Sign in, such as by `aws sso login`, and name the profile in AWS_PROFILE; `aws sts get-caller-identity` shows who you are.',
  },
  WORKSPACE_CREDENTIALS_MISSING: {
    means: 'The Databricks workspace asks who you are, and the environment does not say.',
    remedy: 'Set DATABRICKS_TOKEN, or DATABRICKS_CLIENT_ID and DATABRICKS_CLIENT_SECRET of a service principal.',
  },
  WORKSPACE_CREDENTIALS_REFUSED: {
    means: 'The Databricks workspace does not take the credentials of the environment.',
    remedy:
      'Check that the token or the secret is whole, has not expired, and is of this workspace; otherwise make a new one.',
  },
  WORKSPACE_REFUSED: {
    means: 'The Databricks workspace refused a request.',
    remedy: 'Read its answer. After a 403, ask for the right to use the SQL warehouse (CAN USE).',
  },
  WORKSPACE_UNREACHABLE: {
    means: 'The Databricks workspace did not answer, had no time, or answered what nobody expects of one.',
    remedy: "Check the stage's `workspace.host` and the way to it, and try again in a minute.",
  },
  WAREHOUSE_MISSING: {
    means: 'The Databricks workspace does not have the SQL warehouse, or does not know the statement any more.',
    remedy: "Correct the stage's `workspace.warehouseId` and run `pulumi up`.",
  },
  STATEMENT_FAILED: {
    means: 'A statement did not run to its end on the SQL warehouse, or its rows did not all come.',
    remedy:
      'Read the cause. A table that is missing is made by its job; one that may not be read needs USE CATALOG, USE SCHEMA and SELECT, as the `readers` of the stage have them.',
  },
  SOURCE_MISSING: {
    means: 'A source file or folder cannot be read.',
    remedy: 'Check the path after `files:` and its rights.',
  },
  SOURCE_EMPTY: {
    means: 'A source file holds no row that the posting order can name.',
    remedy: 'Give a file with rows, or a `--rows` that covers their keys.',
  },
  SOURCE_LINE_INVALID: {
    means: 'A line of a source file is not a JSON object with a usable key.',
    remedy: 'Mend the named line; nothing was posted.',
  },
  OUT_NOT_EMPTY: {
    means: 'The output folder already holds files.',
    remedy: 'Choose another `--out`, or pass `--force` to replace it.',
  },
  RUN_MISSING: {
    means: 'The folder does not hold what a run of `pinflow demo` keeps of itself.',
    remedy: 'Give the `--out` folder of a run, or run `pinflow demo` first.',
  },
  PORT_TAKEN: {
    means: 'A local service could not listen on its port.',
    remedy: 'Stop what listens there, or choose another port (0 takes a free one).',
  },
  STORAGE_FULL: {
    means: 'The disk is full.',
    remedy: 'Free space and run the command again; committed tables are as they were.',
  },
  STORAGE_DENIED: {
    means: 'A file or folder may not be read or written.',
    remedy: 'Correct its rights or choose another folder.',
  },
  STORAGE_FAILED: {
    means: 'The file system refused an operation.',
    remedy: 'Read the cause; committed tables are as they were.',
  },
  LOG_DAMAGED: {
    means: 'A segment of the topic log is damaged before its end.',
    remedy: 'Restore the named file; pinflow does not guess at lost records.',
  },
  LOG_LOCKED: {
    means: 'Another process has this topic log open.',
    remedy: 'Stop the other process, or use another folder.',
  },
  SINK_FAILED: {
    means: 'The sink task stopped, as `errors.tolerance` asks.',
    remedy: 'Mend the named record or set `errors.tolerance` to `all`.',
  },
  SINK_SETTING_INVALID: { means: 'A sink setting is missing or not supported.', remedy: 'Correct the named setting.' },
  API_UNSUPPORTED: {
    means: 'The OpenAPI document asks for something the local gateway does not run.',
    remedy: 'Use the supported integration named in the message.',
  },
  DELIVERY_FAILED: {
    means: 'The emulator could not deliver and gave up.',
    remedy: 'Check that the target URL is right and its service is up.',
  },
  ACCOUNT_UNBALANCED: {
    means: 'The counts of the run do not balance: a record was lost or doubled.',
    remedy: 'Report this with the printed counts; it is a bug.',
  },
  OBJECT_UNREADABLE: {
    means: 'An object in the bucket is not one the sink writes.',
    remedy: 'Remove or mend the named object.',
  },
  RECORD_MISSING: {
    means: 'There is no such rejected record.',
    remedy: 'Give a place as `pinflow quarantine list` prints it; a batch run makes the quarantine anew.',
  },
  CORRECTIONS_UNREADABLE: {
    means: 'A file of corrected payloads cannot be used.',
    remedy:
      'Give what `pinflow quarantine list --json` or `show --json` printed, with its payloads corrected; nothing was replayed.',
  },
  STREAM_MISSING: {
    means: 'There is no such stream, or one of its shards is gone.',
    remedy:
      'Create the stream, or correct `--id`, the endpoint and the region; then run the job again, with `--new-stream` when the stream was there before.',
  },
  STREAM_RECREATED: {
    means: 'A stream was deleted and created again while its table holds the positions of the old one.',
    remedy:
      'To go on with the new stream from its start, run the job with `--new-stream`; the rows of the old one stay.',
  },
  STREAM_REFUSED: {
    means: 'Kinesis does not let this caller read a stream, or does not take the call.',
    remedy:
      'Check the credentials and their rights (kinesis:DescribeStreamSummary, ListShards, GetShardIterator, GetRecords); the table is right.',
  },
  STREAM_UNREACHABLE: {
    means: 'Kinesis did not answer for two minutes.',
    remedy: 'Check the endpoint and the way to it, and run the job again: it goes on where it stopped.',
  },
  STREAM_TAKEN: {
    means: 'A stream job that began later writes the same tables.',
    remedy: 'Let one job run; the tables are right, and the job that goes on misses nothing.',
  },
  TABLE_MISSING: {
    means: 'There is no Delta table at this place.',
    remedy:
      'Run the job that fills it (`pinflow job batch`, `pinflow job stream`) or `pinflow demo` first, or correct `--tables` and `--id`.',
  },
  TABLE_DAMAGED: {
    means: 'A file of a Delta log is damaged, missing or of another table.',
    remedy: 'Restore the named file from a copy; pinflow does not guess.',
  },
  TABLE_UNSUPPORTED: {
    means: 'The Delta table uses a feature that pinflow does not know.',
    remedy: 'Read it with an engine that knows the named feature.',
  },
  TABLE_VERSION_MISSING: {
    means: 'The asked version of the table does not exist (any more).',
    remedy: 'Ask for a version in the named range.',
  },
  TABLE_CONFLICT: {
    means: 'Another writer changed the table in a way this commit cannot follow.',
    remedy: 'Run the command again.',
  },
  TABLE_SCHEMA_MISMATCH: {
    means: 'The data does not have exactly the schema of the table.',
    remedy: 'Correct the named column; nothing was committed.',
  },
  RETENTION_REFUSED: {
    means: 'Files would be deleted that a reader or a job of the table may still need.',
    remedy:
      "Leave `--retain` out, or change the table's property `delta.deletedFileRetentionDuration`; when nothing else has the table open, `--force` takes a shorter time.",
  },
  QUERY_FAILED: {
    means: 'The engine refused a query.',
    remedy: 'Read the cause and report it: compiled queries should always run.',
  },
  PREVIEW_INVALID: {
    means: 'This is not what `pulumi preview --json` prints.',
    remedy: 'Give the whole standard output of `pulumi preview --json` of one stack.',
  },
  PREVIEW_REFUSED: {
    means:
      'The preview failed, holds a change that cannot be deployed, or would lose data that the pull request does not name as intended.',
    remedy:
      "Do what the message says instead, keep the resource, or add a line such as `pinflow-intended: delete NAME` to the pull request's description.",
  },
  INTERNAL: { means: 'Something failed that pinflow did not expect.', remedy: 'Report it with the printed cause.' },
} as const satisfies Record<string, { means: string; remedy: string }>;

/** A stable error code of {@link errorTable}. */
export type ErrorCode = keyof typeof errorTable;

/** One fault of an input that may have several. */
export interface InputFault {
  readonly file?: string;
  /** The first line is 1. */
  readonly line?: number;
  /** The keys and indexes that lead to it, such as `network.zones[1]`; empty where the whole input is meant. */
  readonly path: string;
  readonly message: string;
}

/**
 * An error with a stable `code`. The message says what is wrong and where (file, line, path, partition, offset);
 * `remedy` says what to do; `cause` keeps what lay below it; `faults` repeats as data what the message lists.
 */
export class PinflowError extends Error {
  readonly code: ErrorCode;
  readonly faults: readonly InputFault[] | undefined;

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown; faults?: readonly InputFault[] }) {
    super(message, options);
    this.name = 'PinflowError';
    this.code = code;
    this.faults = options?.faults;
  }

  get remedy(): string {
    return errorTable[this.code].remedy;
  }
}

const storageCodes: Record<string, ErrorCode> = {
  ENOSPC: 'STORAGE_FULL',
  EDQUOT: 'STORAGE_FULL',
  EACCES: 'STORAGE_DENIED',
  EPERM: 'STORAGE_DENIED',
  EROFS: 'STORAGE_DENIED',
};

/** What the file system said about `path`, as a {@link PinflowError} with a storage code; one that already is one passes through. */
export function storageError(cause: unknown, path: string): PinflowError {
  if (cause instanceof PinflowError) return cause;
  const errno = (cause as NodeJS.ErrnoException | undefined)?.code ?? '';
  const said = cause instanceof Error ? cause.message : String(cause);
  return new PinflowError(storageCodes[errno] ?? 'STORAGE_FAILED', `${path}: ${said}`, { cause });
}
