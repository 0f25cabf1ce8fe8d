import { type Artifact, artifactKey, artifacts, clientArtifacts } from './artifacts.ts';
import type { Stage } from './stage/index.ts';

/** The SHA-256 of an artifact for a stage: the one that the stage gives, or else the manifest's; empty where neither knows it. */
export function artifactHash(stage: Pick<Stage, 'artifacts'>, { name, sha256 }: Artifact): string {
  const given: Readonly<Record<string, string | undefined>> =
    stage.artifacts.type === 'existing' ? stage.artifacts.sha256 : {};
  return given[name] ?? sha256;
}

/** An object of a bucket at one version, as a stage names it. */
export function versionedObject(bucket: string, key: string, version: string): string {
  return `${bucket}/${key}?versionId=${version}`;
}

/**
 * The version of an artifact's object in the stage's bucket; undefined until `pinflow artifacts sync` has written it, and where the stage
 * names an object of another bucket or key, which has other versions.
 */
export function artifactVersion(
  { artifacts: place }: Pick<Stage, 'artifacts'>,
  artifact: Artifact,
): string | undefined {
  if (place.type === 'none') return undefined;
  const given: Readonly<Record<string, string | undefined>> = place.versions;
  const object = versionedObject(place.bucket, artifactKey(place.prefix, artifact), '');
  return given[artifact.name]?.startsWith(object) ? given[artifact.name]?.slice(object.length) : undefined;
}

/** The artifacts that a stage installs. */
export function artifactsOf({ client, connector }: Pick<Stage, 'client' | 'connector'>): Artifact[] {
  return [
    ...(client.type === 'managed' ? clientArtifacts.map((name) => artifacts[name]) : []),
    ...(connector.type === 'managed' ? [artifacts['s3-sink']] : []),
  ];
}

/** The artifacts of a stage that no SHA-256 is known for: what installs them will refuse to. */
export function unpinnedArtifacts(stage: Stage): Artifact[] {
  return artifactsOf(stage).filter((artifact) => artifactHash(stage, artifact) === '');
}

/** The artifacts of a stage whose object versions are not written yet. */
export function unsyncedArtifacts(stage: Stage): Artifact[] {
  return artifactsOf(stage).filter((artifact) => artifactVersion(stage, artifact) === undefined);
}
