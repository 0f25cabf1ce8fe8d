import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Artifact, PublishedDigest } from '../blueprint/index.ts';
import { PinflowError, storageError } from '../errors.ts';

/** The names of digests, their lengths in hexadecimal digits, and whether a file can be made to have a given one. */
export const digestAlgorithms = {
  md5: { label: 'MD5', digits: 32, weak: true },
  sha1: { label: 'SHA-1', digits: 40, weak: true },
  sha256: { label: 'SHA-256', digits: 64, weak: false },
  sha512: { label: 'SHA-512', digits: 128, weak: false },
} as const satisfies Record<PublishedDigest['algorithm'], object>;

/** How requests to the makers of artifacts are sent. */
export interface MakerRequests {
  readonly fetch: typeof globalThis.fetch;
  readonly signal: AbortSignal;
}

/** An artifact on this machine. */
export interface Download {
  readonly file: string;
  readonly bytes: number;
  /** Digests in hexadecimal digits: SHA-256, and the algorithm that its maker publishes. */
  readonly digests: Readonly<Partial<Record<PublishedDigest['algorithm'], string>>> & { readonly sha256: string };
}

/**
 * Downloads an artifact into `file`.
 * @throws {PinflowError} `ARTIFACT_UNREACHABLE`; `ARTIFACT_INCOMPLETE` when the download ends early, is interrupted or has another size than
 * announced; a storage code
 */
export async function downloadArtifact(
  { name, url, published }: Artifact,
  file: string,
  { fetch, signal }: MakerRequests,
): Promise<Download> {
  const response = await get(name, url, { fetch, signal });
  if (!response.ok || response.body === null) throw refusedRequest(name, url, response);
  const announced = announcedBytes(response);
  const hashes = [...new Set(['sha256', published?.algorithm ?? 'sha256'])].map(
    (algorithm) => [algorithm, createHash(algorithm)] as const,
  );
  let bytes = 0;
  const counted = async function* (chunks: AsyncIterable<Uint8Array>) {
    for await (const chunk of chunks) {
      bytes += chunk.length;
      for (const [, hash] of hashes) hash.update(chunk);
      yield chunk;
    }
  };
  try {
    await pipeline(Readable.fromWeb(response.body as never), counted, createWriteStream(file));
  } catch (cause) {
    if (signal.aborted) throw interrupted(name, url, cause);
    // fetch wraps the errors of a socket, so that a system call is one of the file system.
    if ((cause as NodeJS.ErrnoException).syscall !== undefined) throw storageError(cause, file);
    const size = announced === undefined ? '' : ` of ${announced}`;
    throw new PinflowError('ARTIFACT_INCOMPLETE', `${name}: ${url} ended after ${bytes}${size} bytes`, { cause });
  }
  if (announced !== undefined && announced !== bytes) {
    throw new PinflowError('ARTIFACT_INCOMPLETE', `${name}: ${url} announced ${announced} bytes and sent ${bytes}`);
  }
  const digests = Object.fromEntries(hashes.map(([algorithm, hash]) => [algorithm, hash.digest('hex')]));
  return { file, bytes, digests: digests as Download['digests'] };
}

/**
 * The digest that a maker publishes, in lower case; undefined where the maker has no such document.
 * @throws {PinflowError} `ARTIFACT_UNREACHABLE`, also for a document without the digest
 */
export async function publishedDigest(
  name: string,
  { algorithm, url, path }: PublishedDigest,
  requests: MakerRequests,
): Promise<string | undefined> {
  const response = await get(name, url, requests);
  // Object stores behind a content delivery network answer 403 for what is not there.
  if ([403, 404, 410].includes(response.status)) return undefined;
  if (!response.ok) throw refusedRequest(name, url, response);
  const text = await textOf(name, url, response, requests.signal);
  const digest = path === undefined ? onlyDigest(text, algorithm) : digestAt(text, path, algorithm);
  if (digest !== undefined) return digest;
  throw new PinflowError(
    'ARTIFACT_UNREACHABLE',
    `${name}: ${url} answered with a document that has no ${digestAlgorithms[algorithm].label}`,
  );
}

function onlyDigest(text: string, algorithm: PublishedDigest['algorithm']): string | undefined {
  const found = new Set(
    text.toLowerCase().match(new RegExp(`\\b[0-9a-f]{${digestAlgorithms[algorithm].digits}}\\b`, 'g')),
  );
  return found.size === 1 ? [...found][0] : undefined;
}

function digestAt(text: string, path: readonly string[], algorithm: PublishedDigest['algorithm']): string | undefined {
  let node: unknown;
  try {
    node = JSON.parse(text);
  } catch {
    return undefined;
  }
  for (const key of path) node = (node as Record<string, unknown> | null | undefined)?.[key];
  return typeof node === 'string' ? onlyDigest(node, algorithm) : undefined;
}

async function get(name: string, url: string, { fetch, signal }: MakerRequests): Promise<Response> {
  try {
    return await fetch(url, { signal });
  } catch (cause) {
    if (signal.aborted) throw interrupted(name, url, cause);
    throw unreachable(name, url, cause);
  }
}

async function textOf(name: string, url: string, response: Response, signal: AbortSignal): Promise<string> {
  try {
    return await response.text();
  } catch (cause) {
    if (signal.aborted) throw interrupted(name, url, cause);
    throw unreachable(name, url, cause);
  }
}

/** Bytes that the server announced; undefined where it compresses them on the way or says nothing. */
function announcedBytes({ headers }: Response): number | undefined {
  const length = headers.get('content-length');
  return length === null || headers.has('content-encoding') ? undefined : Number(length);
}

function refusedRequest(name: string, url: string, { status, statusText }: Response): PinflowError {
  return new PinflowError('ARTIFACT_UNREACHABLE', `${name}: ${url} answered ${status} ${statusText}`.trim());
}

function unreachable(name: string, url: string, cause: unknown): PinflowError {
  const { message, cause: below } = cause as Error & { cause?: Error };
  return new PinflowError('ARTIFACT_UNREACHABLE', `${name}: ${url}: ${below?.message ?? message}`, { cause });
}

function interrupted(name: string, url: string, cause: unknown): PinflowError {
  return new PinflowError('ARTIFACT_INCOMPLETE', `${name}: the download of ${url} was interrupted`, { cause });
}
