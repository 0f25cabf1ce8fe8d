import { type Artifact, artifacts, clientArtifacts } from './artifacts.ts';
import type { Stage } from './stage/index.ts';

/** The SHA-256 of an artifact for a stage: the one that the stage gives, or else the manifest's; empty where neither knows it. */
export function artifactHash(stage: Pick<Stage, 'artifacts'>, { name, sha256 }: Artifact): string {
  const given: Readonly<Record<string, string | undefined>> =
    stage.artifacts.type === 'existing' ? stage.artifacts.sha256 : {};
  return given[name] ?? sha256;
}

/** The version of an artifact's object in the stage's bucket; undefined until `pinflow artifacts sync` has written it. */
export function artifactVersion(stage: Pick<Stage, 'artifacts'>, { name }: Artifact): string | undefined {
  const given: Readonly<Record<string, string | undefined>> =
    stage.artifacts.type === 'existing' ? stage.artifacts.versions : {};
  return given[name];
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
