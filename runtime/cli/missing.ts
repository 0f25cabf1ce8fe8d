import {
  artifactsOf,
  type SecretName,
  type Stage,
  secrets,
  setSecretCommand,
  unpinnedArtifacts,
  unsyncedArtifacts,
} from '../blueprint/index.ts';
import type { StackFile } from './stack-config.ts';

/** Something that a stack needs before `pulumi up`, with the commands that supply it. */
export interface MissingItem {
  readonly what: string;
  readonly commands: readonly string[];
}

/** Lists what the file of the stack `name` still lacks for `pulumi up`, in the order in which it is supplied. */
export function missingItems({ stage, secrets: set }: StackFile, name: string): MissingItem[] {
  return [...unsetSecrets(stage, set, name), ...missingHashes(stage, name), ...missingObjects(stage, name)];
}

function unsetSecrets(stage: Stage, set: readonly SecretName[], name: string): MissingItem[] {
  return (Object.keys(secrets) as SecretName[])
    .filter((secret) => secrets[secret].neededBy(stage) && !set.includes(secret))
    .map((secret) => ({
      what: `${secrets[secret].for} (${secrets[secret].form})`,
      commands: [`${setSecretCommand(secret)} --stack ${name}`],
    }));
}

function missingHashes(stage: Stage, name: string): MissingItem[] {
  const unpinned = unpinnedArtifacts(stage);
  if (unpinned.length === 0) return [];
  return [{ what: `the SHA-256 of ${list(unpinned)}`, commands: [`npx pinflow artifacts pin --stage ${name}`] }];
}

/** A version that `sync` has written proves that the bucket is there and keeps versions. */
function missingObjects(stage: Stage, name: string): MissingItem[] {
  const { artifacts, region } = stage;
  const unsynced = unsyncedArtifacts(stage);
  if (artifacts.type === 'none' || unsynced.length === 0) return [];
  const { bucket } = artifacts;
  const objects = {
    what: `the objects of ${list(unsynced)} in the bucket ${bucket}, and their versions in the file`,
    commands: [`npx pinflow artifacts sync --stage ${name}`],
  };
  if (unsynced.length < artifactsOf(stage).length) return [objects];
  const madeBucket = {
    what: `the bucket ${bucket}, with versioning, unless it is there`,
    commands: [
      `aws s3 mb s3://${bucket} --region ${region}`,
      `aws s3api put-bucket-versioning --bucket ${bucket} --versioning-configuration Status=Enabled`,
    ],
  };
  return [madeBucket, objects];
}

function list(artifacts: readonly { readonly name: string }[]): string {
  return new Intl.ListFormat('en-GB').format(artifacts.map(({ name }) => name));
}
