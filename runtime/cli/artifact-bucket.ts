import { createReadStream, statSync } from 'node:fs';
import type { S3Client } from '@aws-sdk/client-s3';
import { PinflowError } from '../errors.ts';

/** A bucket that keeps the versions of its objects. */
export interface ArtifactBucket {
  /** The current version of an object when it has this SHA-256; undefined when it is missing, has another, or has no version ID. */
  currentVersion(key: string, sha256: string): Promise<string | undefined>;
  /** Uploads a file, which S3 checks by its SHA-256, and returns the version of the object. */
  put(key: string, file: string, sha256: string): Promise<string>;
  close(): void;
}

/**
 * Opens the artifact bucket of a stage. AWS credentials come from the default chain.
 * @throws {PinflowError} `ARTIFACT_BUCKET_UNVERSIONED`; `ARTIFACT_BUCKET_REFUSED`, as do the operations
 */
export async function openArtifactBucket(region: string, bucket: string, signal: AbortSignal): Promise<ArtifactBucket> {
  // Loaded here: the other commands start without it.
  const { S3Client } = await import('@aws-sdk/client-s3');
  const s3 = new S3Client({ region });
  const target = { s3, bucket, signal };
  try {
    await requireVersioning(target);
  } catch (cause) {
    s3.destroy();
    throw cause;
  }
  return {
    currentVersion: (key, sha256) => currentVersion(target, key, sha256),
    put: (key, file, sha256) => put(target, key, file, sha256),
    close: () => s3.destroy(),
  };
}

interface Target {
  readonly s3: S3Client;
  readonly bucket: string;
  readonly signal: AbortSignal;
}

async function requireVersioning({ s3, bucket, signal }: Target): Promise<void> {
  const { GetBucketVersioningCommand } = await import('@aws-sdk/client-s3');
  const { Status } = await s3
    .send(new GetBucketVersioningCommand({ Bucket: bucket }), { abortSignal: signal })
    .catch((cause) => {
      throw refused(bucket, cause);
    });
  if (Status !== 'Enabled') throw unversioned(bucket);
}

async function currentVersion(
  { s3, bucket, signal }: Target,
  key: string,
  sha256: string,
): Promise<string | undefined> {
  const { HeadObjectCommand, NotFound } = await import('@aws-sdk/client-s3');
  try {
    const head = new HeadObjectCommand({ Bucket: bucket, Key: key, ChecksumMode: 'ENABLED' });
    const { ChecksumSHA256, VersionId } = await s3.send(head, { abortSignal: signal });
    return ChecksumSHA256 === base64(sha256) ? realVersion(VersionId) : undefined;
  } catch (cause) {
    if (cause instanceof NotFound) return undefined;
    throw refused(bucket, cause);
  }
}

async function put({ s3, bucket, signal }: Target, key: string, file: string, sha256: string): Promise<string> {
  const { PutObjectCommand } = await import('@aws-sdk/client-s3');
  const object = new PutObjectCommand({
    Bucket: bucket,
    Key: key,
    Body: createReadStream(file),
    ContentLength: statSync(file).size,
    ChecksumSHA256: base64(sha256),
  });
  const { VersionId } = await s3.send(object, { abortSignal: signal }).catch((cause) => {
    throw refused(bucket, cause);
  });
  const version = realVersion(VersionId);
  if (version === undefined) throw unversioned(bucket);
  return version;
}

/** Objects from before versioning was enabled have the version `null`, which a later upload replaces (Amazon S3 user guide, "Versioning"). */
function realVersion(version: string | undefined): string | undefined {
  return version === 'null' ? undefined : version;
}

function unversioned(bucket: string): PinflowError {
  const command = `aws s3api put-bucket-versioning --bucket ${bucket} --versioning-configuration Status=Enabled`;
  return new PinflowError(
    'ARTIFACT_BUCKET_UNVERSIONED',
    `s3://${bucket} keeps no versions of its objects: run \`${command}\``,
  );
}

function refused(bucket: string, cause: unknown): PinflowError {
  const { name, message } = cause as Error;
  const reason = message === '' || message === 'UnknownError' ? name : `${name}: ${message}`;
  return new PinflowError('ARTIFACT_BUCKET_REFUSED', `s3://${bucket}: ${reason}`, { cause });
}

/** S3 writes checksums in base64. */
function base64(hex: string): string {
  return Buffer.from(hex, 'hex').toString('base64');
}
