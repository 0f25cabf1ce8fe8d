import { createHash } from 'node:crypto';
import {
  type Artifact,
  artifactHash,
  artifactKey,
  artifacts,
  artifactVersion,
  type ClientArtifactName,
  clientArtifacts,
  everyTopic,
  names,
  partitionOf,
  type Stage,
} from '../runtime/blueprint/index.ts';
import { type BootArtifact, bootScript } from './components/kafka-client/boot.ts';

/** The software of a stage's Kafka client. */
export interface ClientSoftware {
  /** ARNs of the objects that are installed as they are now, because the stage names no version. */
  readonly arns: string[];
  /** ARNs of the objects that are installed by version. */
  readonly versionArns: string[];
  /** The script that installs it. */
  readonly bootScript: (bootstrapServers: string) => string;
}

/** Derives the software of the Kafka client from a stage. */
export function clientSoftware(stage: Stage): ClientSoftware {
  const { bucket, prefix } = bucketOf(stage);
  const pinned = (artifact: Artifact): BootArtifact => {
    const objectVersion = artifactVersion(stage, artifact);
    const key = artifactKey(prefix, artifact);
    return { ...artifact, key, sha256: artifactHash(stage, artifact), ...(objectVersion && { objectVersion }) };
  };
  const entries = clientArtifacts.map((name) => [name, pinned(artifacts[name])]);
  const software: Record<ClientArtifactName, BootArtifact> = Object.fromEntries(entries);
  const arnsWhere = (isVersioned: boolean) =>
    Object.values(software)
      .filter(({ objectVersion }) => (objectVersion !== undefined) === isVersioned)
      .map(({ key }) => `${bucketArn(stage)}/${key}`);
  const { type, partitions, replicationFactor } = stage.topics;
  return {
    arns: arnsWhere(false),
    versionArns: arnsWhere(true),
    bootScript: (bootstrapServers) =>
      bootScript({
        region: stage.region,
        bucket,
        software,
        bootstrapServers,
        topics: type === 'client' ? everyTopic(names(stage)) : [],
        partitions,
        replicationFactor,
      }),
  };
}

/** The software of a stage's connector. */
export interface SinkSoftware {
  /** Covers the location and the content: MSK Connect replaces a plugin for either, and two plugins cannot have one name. */
  readonly pluginName: string;
  readonly bucketArn: string;
  readonly key: string;
  /** Absent until `pinflow artifacts sync` has written it: then the current object is installed. */
  readonly objectVersion?: string;
}

/** Derives the software of the connector from a stage. */
export function sinkSoftware(stage: Stage): SinkSoftware {
  const artifact = artifacts['s3-sink'];
  const { bucket, prefix } = bucketOf(stage);
  const key = artifactKey(prefix, artifact);
  const objectVersion = artifactVersion(stage, artifact);
  const covered = JSON.stringify([bucket, key, objectVersion ?? null, artifactHash(stage, artifact)]);
  const digest = createHash('sha256').update(covered).digest('hex').slice(0, 8);
  return {
    pluginName: `${names(stage).plugin}-${digest}`,
    bucketArn: bucketArn(stage),
    key,
    ...(objectVersion && { objectVersion }),
  };
}

function bucketArn(stage: Stage): string {
  return `arn:${partitionOf(stage.region)}:s3:::${bucketOf(stage).bucket}`;
}

function bucketOf({ artifacts: place }: Stage): { bucket: string; prefix: string } {
  if (place.type === 'none') throw new Error('a stage with a Kafka client or a connector has an artifact bucket');
  return place;
}
