import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { S3Client } from '@aws-sdk/client-s3';
import {
  type Artifact,
  artifactHash,
  artifactKey,
  artifactsOf,
  type Stage,
  unpinnedArtifacts,
} from '../blueprint/index.ts';
import { PinflowError, storageError } from '../errors.ts';

/** What became of an artifact. */
export interface Synced {
  readonly name: string;
  readonly version: string;
  readonly key: string;
  /** there: the bucket had it already; copied: it was fetched, checked and put there. */
  readonly was: 'there' | 'copied';
}

/** How artifacts are synced. */
export interface SyncOptions {
  readonly onSynced: (synced: Synced) => void;
  readonly signal: AbortSignal;
  /** How a file is fetched from its maker. */
  readonly fetch?: typeof globalThis.fetch;
}

/**
 * Fills the stage's artifact bucket. Nothing is put there whose SHA-256 is not the pinned one; what is there already stays.
 * @throws {PinflowError} `ARTIFACT_UNPINNED` before anything is fetched, with every artifact that lacks a hash; `ARTIFACT_UNREACHABLE`,
 * `ARTIFACT_MISMATCH`, `ARTIFACT_BUCKET_REFUSED`.
 */
export async function syncArtifacts(
  stage: Stage,
  { onSynced, signal, fetch = globalThis.fetch }: SyncOptions,
): Promise<void> {
  const place = stage.artifacts;
  if (place.type === 'none') return;
  const wanted = artifactsOf(stage).map((artifact) => ({ artifact, sha256: artifactHash(stage, artifact) }));
  refuseUnpinned(stage);
  // Loaded here: the other commands start without it.
  const { S3Client } = await import('@aws-sdk/client-s3');
  const s3 = new S3Client({ region: stage.region });
  try {
    for (const { artifact, sha256 } of wanted) {
      const bucket = { s3, bucket: place.bucket, key: artifactKey(place.prefix, artifact), sha256, signal, fetch };
      const was = (await isThere(bucket)) ? 'there' : await copy(artifact, bucket);
      onSynced({ name: artifact.name, version: artifact.version, key: bucket.key, was });
    }
  } finally {
    s3.destroy();
  }
}

interface Place {
  readonly s3: S3Client;
  readonly bucket: string;
  readonly key: string;
  readonly sha256: string;
  readonly signal: AbortSignal;
  readonly fetch: typeof globalThis.fetch;
}

function refuseUnpinned(stage: Stage): void {
  const unpinned = unpinnedArtifacts(stage);
  if (unpinned.length === 0) return;
  const lines = unpinned.map(({ name, version, url }) => `  ${name} ${version}: ${url}`);
  throw new PinflowError(
    'ARTIFACT_UNPINNED',
    `no SHA-256 is pinned for ${unpinned.length} artifact(s); run \`npx pinflow artifacts pin --stage ${stage.stage}\`:\n${lines.join('\n')}`,
  );
}

async function isThere({ s3, bucket, key, sha256, signal }: Place): Promise<boolean> {
  const { HeadObjectCommand, NotFound } = await import('@aws-sdk/client-s3');
  try {
    const head = new HeadObjectCommand({ Bucket: bucket, Key: key, ChecksumMode: 'ENABLED' });
    const { ChecksumSHA256 } = await s3.send(head, { abortSignal: signal });
    return ChecksumSHA256 === base64(sha256);
  } catch (cause) {
    if (cause instanceof NotFound) return false;
    throw refused(bucket, cause);
  }
}

async function copy(artifact: Artifact, place: Place): Promise<'copied'> {
  const folder = mkdtempSync(join(tmpdir(), 'pinflow-artifact-'));
  try {
    const file = join(folder, artifact.file);
    await download(artifact, file, place);
    await put(file, place);
    return 'copied';
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function download({ name, url }: Artifact, file: string, { sha256, signal, fetch }: Place): Promise<void> {
  const body = await get(name, url, signal, fetch);
  const hash = createHash('sha256');
  const counted = async function* (chunks: AsyncIterable<Uint8Array>) {
    for await (const chunk of chunks) {
      hash.update(chunk);
      yield chunk;
    }
  };
  try {
    await pipeline(Readable.fromWeb(body as never), counted, createWriteStream(file));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).syscall !== undefined) throw storageError(cause, file);
    throw unreachable(name, url, cause);
  }
  const found = hash.digest('hex');
  if (found === sha256) return;
  throw new PinflowError(
    'ARTIFACT_MISMATCH',
    `${name} from ${url} has the SHA-256 ${found}, and ${sha256} is pinned; nothing was put into the bucket`,
  );
}

async function get(
  name: string,
  url: string,
  signal: AbortSignal,
  fetch: typeof globalThis.fetch,
): Promise<ReadableStream> {
  let response: Response;
  try {
    response = await fetch(url, { signal });
  } catch (cause) {
    throw unreachable(name, url, cause);
  }
  if (response.ok && response.body !== null) return response.body;
  throw new PinflowError(
    'ARTIFACT_UNREACHABLE',
    `${name}: ${url} answered ${response.status} ${response.statusText}`.trim(),
  );
}

function unreachable(name: string, url: string, cause: unknown): PinflowError {
  const { message, cause: below } = cause as Error & { cause?: Error };
  return new PinflowError('ARTIFACT_UNREACHABLE', `${name}: ${url}: ${below?.message ?? message}`, { cause });
}

async function put(file: string, { s3, bucket, key, sha256, signal }: Place): Promise<void> {
  const { PutObjectCommand } = await import('@aws-sdk/client-s3');
  try {
    const object = new PutObjectCommand({
      Bucket: bucket,
      Key: key,
      Body: createReadStream(file),
      ContentLength: statSync(file).size,
      ChecksumSHA256: base64(sha256),
    });
    await s3.send(object, { abortSignal: signal });
  } catch (cause) {
    throw refused(bucket, cause);
  }
}

function refused(bucket: string, cause: unknown): PinflowError {
  const { name, message } = cause as Error;
  const said = message === '' || message === 'UnknownError' ? name : `${name}: ${message}`;
  return new PinflowError('ARTIFACT_BUCKET_REFUSED', `s3://${bucket}: ${said}`, { cause });
}

/** S3 writes checksums in base64. */
function base64(hex: string): string {
  return Buffer.from(hex, 'hex').toString('base64');
}
