import { createHash } from 'node:crypto';
import {
  type Artifact,
  artifactHash,
  artifactKey,
  artifacts,
  type ClientArtifactName,
  clientArtifacts,
  everyTopic,
  names,
  partitionOf,
  type Stage,
} from '../runtime/blueprint/index.ts';
import { type BootArtifact, bootScript } from './components/kafka-client/boot.ts';

/** What the Kafka client of a stage installs, and the script that does. */
export function clientSoftware(stage: Stage): { arns: string[]; bootScript: (bootstrapServers: string) => string } {
  const { bucket, prefix } = bucketOf(stage);
  const pinned = (artifact: Artifact): BootArtifact => ({
    ...artifact,
    key: artifactKey(prefix, artifact),
    sha256: artifactHash(stage, artifact),
  });
  const entries = clientArtifacts.map((name) => [name, pinned(artifacts[name])]);
  const software: Record<ClientArtifactName, BootArtifact> = Object.fromEntries(entries);
  const { type, partitions, replicationFactor } = stage.topics;
  return {
    arns: Object.values(software).map(({ key }) => `${bucketArn(stage)}/${key}`),
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

/** What the connector of a stage installs. MSK Connect cannot change a plugin, so its name follows what is in it. */
export function sinkSoftware(stage: Stage): { pluginName: string; bucketArn: string; key: string } {
  const artifact = artifacts['s3-sink'];
  const key = artifactKey(bucketOf(stage).prefix, artifact);
  const content = artifactHash(stage, artifact) || createHash('sha256').update(key).digest('hex');
  return { pluginName: `${names(stage).plugin}-${content.slice(0, 8)}`, bucketArn: bucketArn(stage), key };
}

function bucketArn(stage: Stage): string {
  return `arn:${partitionOf(stage.region)}:s3:::${bucketOf(stage).bucket}`;
}

function bucketOf({ artifacts: place }: Stage): { bucket: string; prefix: string } {
  if (place.type === 'none') throw new Error('a stage with a Kafka client or a connector has an artifact bucket');
  return place;
}
