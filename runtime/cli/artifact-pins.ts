import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Artifact, type PublishedDigest, type Stage, unpinnedArtifacts } from '../blueprint/index.ts';
import { PinflowError } from '../errors.ts';
import {
  type Download,
  digestAlgorithms,
  downloadArtifact,
  type MakerRequests,
  publishedDigest,
} from './artifact-download.ts';

/** The SHA-256 of an artifact that had none, and what confirms it. */
export interface Pin {
  readonly name: string;
  readonly version: string;
  readonly url: string;
  readonly bytes: number;
  readonly sha256: string;
  /** The published digest that the download has; null where the maker publishes none. */
  readonly confirmedBy: Pick<PublishedDigest, 'algorithm' | 'url'> | null;
}

/**
 * Computes the SHA-256 of every artifact that the stage installs and that has none. Downloads are removed.
 * @param onPinned called after each download
 * @throws {PinflowError} as {@link pinArtifact}
 */
export async function pinArtifacts(
  stage: Stage,
  { onPinned, ...requests }: MakerRequests & { readonly onPinned: (pin: Pin) => void },
): Promise<Pin[]> {
  const pins: Pin[] = [];
  for (const artifact of unpinnedArtifacts(stage)) {
    const { pin } = await inTemporaryFolder((folder) => pinArtifact(artifact, folder, requests));
    onPinned(pin);
    pins.push(pin);
  }
  return pins;
}

/**
 * Downloads an artifact into a folder and compares it with the digest that its maker publishes.
 * @throws {PinflowError} `ARTIFACT_UNREACHABLE`, `ARTIFACT_INCOMPLETE`, `ARTIFACT_DIGEST_MISMATCH`, a storage code
 */
export async function pinArtifact(
  artifact: Artifact,
  folder: string,
  requests: MakerRequests,
): Promise<{ pin: Pin; file: string }> {
  const { name, version, url } = artifact;
  const download = await downloadArtifact(artifact, join(folder, artifact.file), requests);
  const confirmedBy = await confirm(artifact, download, requests);
  const { bytes, digests, file } = download;
  return { pin: { name, version, url, bytes, sha256: digests.sha256, confirmedBy }, file };
}

/** Runs an action with a folder that is gone afterwards. */
export async function inTemporaryFolder<T>(action: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'pinflow-artifact-'));
  try {
    return await action(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function confirm(
  { name, url, published }: Artifact,
  { digests }: Download,
  requests: MakerRequests,
): Promise<Pin['confirmedBy']> {
  if (published === undefined) return null;
  const { algorithm, url: source } = published;
  const expected = await publishedDigest(name, published, requests);
  if (expected === undefined) return null;
  if (expected === digests[algorithm]) return { algorithm, url: source };
  throw new PinflowError(
    'ARTIFACT_DIGEST_MISMATCH',
    `${name} from ${url} has the ${digestAlgorithms[algorithm].label} ${digests[algorithm]}, and ${source} says ${expected}; nothing was pinned`,
  );
}
