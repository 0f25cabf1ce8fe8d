import { join } from 'node:path';
import {
  type Artifact,
  artifactHash,
  artifactKey,
  artifactsOf,
  type Stage,
  unpinnedArtifacts,
} from '../blueprint/index.ts';
import { PinflowError } from '../errors.ts';
import { type ArtifactBucket, openArtifactBucket } from './artifact-bucket.ts';
import { downloadArtifact, type MakerRequests } from './artifact-download.ts';
import { inTemporaryFolder, type Pin, pinArtifact } from './artifact-pins.ts';

/** An artifact in the bucket of a stage. */
export interface Synced {
  readonly name: string;
  readonly version: string;
  readonly key: string;
  /** The version of the object, by which the stack installs it. */
  readonly objectVersion: string;
  /** there: the bucket had it already; copied: it was downloaded, checked and uploaded. */
  readonly was: 'there' | 'copied';
}

/** How artifacts are synced. */
export interface SyncOptions extends MakerRequests {
  readonly onSynced: (synced: Synced) => void;
  /** Given, an artifact without a SHA-256 is pinned to what was downloaded; else it is refused. */
  readonly onPinned?: (pin: Pin) => void;
}

/**
 * Fills the stage's artifact bucket. Nothing is uploaded whose SHA-256 is not the pinned one; an object that has it already stays.
 * @throws {PinflowError} before anything is downloaded: `ARTIFACT_UNPINNED` with every artifact that lacks a hash,
 * `ARTIFACT_BUCKET_UNVERSIONED`; then `ARTIFACT_UNREACHABLE`, `ARTIFACT_INCOMPLETE`, `ARTIFACT_MISMATCH`, `ARTIFACT_DIGEST_MISMATCH`,
 * `ARTIFACT_BUCKET_REFUSED`
 */
export async function syncArtifacts(stage: Stage, options: SyncOptions): Promise<Synced[]> {
  const location = stage.artifacts;
  const wanted = artifactsOf(stage);
  if (location.type === 'none' || wanted.length === 0) return [];
  if (options.onPinned === undefined) refuseUnpinned(stage);
  const bucket = await openArtifactBucket(stage.region, location.bucket, options.signal);
  try {
    const all: Synced[] = [];
    for (const artifact of wanted) {
      const key = artifactKey(location.prefix, artifact);
      const synced = await syncOne(artifact, key, artifactHash(stage, artifact), bucket, options);
      options.onSynced(synced);
      all.push(synced);
    }
    return all;
  } finally {
    bucket.close();
  }
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

function syncOne(
  artifact: Artifact,
  key: string,
  pinned: string,
  bucket: ArtifactBucket,
  { onPinned, ...requests }: SyncOptions,
): Promise<Synced> {
  return inTemporaryFolder(async (folder) => {
    const fresh = pinned === '' ? await pinArtifact(artifact, folder, requests) : undefined;
    if (fresh !== undefined) onPinned?.(fresh.pin);
    const sha256 = fresh?.pin.sha256 ?? pinned;
    const { name, version } = artifact;
    const current = await bucket.currentVersion(key, sha256);
    if (current !== undefined) return { name, version, key, objectVersion: current, was: 'there' };
    const file = fresh?.file ?? (await downloadPinned(artifact, folder, sha256, requests));
    return { name, version, key, objectVersion: await bucket.put(key, file, sha256), was: 'copied' };
  });
}

async function downloadPinned(
  artifact: Artifact,
  folder: string,
  sha256: string,
  requests: MakerRequests,
): Promise<string> {
  const { file, digests } = await downloadArtifact(artifact, join(folder, artifact.file), requests);
  if (digests.sha256 === sha256) return file;
  throw new PinflowError(
    'ARTIFACT_MISMATCH',
    `${artifact.name} from ${artifact.url} has the SHA-256 ${digests.sha256}, and ${sha256} is pinned; it was not uploaded`,
  );
}
