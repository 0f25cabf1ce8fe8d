import { clusterTag, slotsOf } from '../../runtime/blueprint/index.ts';
import { EncryptionKey } from '../components/encryption-key.ts';
import { LakeBucket } from '../components/lake-bucket.ts';
import { Network } from '../components/network/index.ts';
import { type Key, type Making, type Net, withKey } from './making.ts';

/** The key that encrypts what holds data. */
export function encryptionKey({ stage, opts }: Making): Key {
  const { encryption, userId, region, accountId, protection } = stage;
  if (encryption.type === 'aws') return undefined;
  if (encryption.type === 'existing') return encryption.keyArn;
  const description = `pinflow ${userId} ${stage.stage}`;
  return new EncryptionKey(`${userId}-key`, { description, accountId, region, ...protection }, opts).arn;
}

/** Where brokers, client and connector live. */
export function networkOf({ stage, opts }: Making): Net | undefined {
  const { network, protection, region, userId } = stage;
  if (network.type === 'none') return undefined;
  if (network.type === 'existing') return network;
  const { cidr, nat, endpoints } = network;
  const placed = slotsOf(network.zones);
  const maker = new Network(
    `${userId}-network`,
    {
      ...{ cidr, nat, endpoints, region },
      zones: placed.map(({ zone }) => zone),
      slots: placed.map(({ slot }) => slot),
      // A retained cluster keeps its subnets in use, also one that has left the stack: AWS would refuse to delete them.
      retain: protection.retain,
    },
    opts,
  );
  return { vpcId: maker.vpcId, subnetIds: maker.subnetIds, maker };
}

/** The bucket of objects and tables. */
export function lakeOf({ stage, all, opts }: Making, keyArn: Key): LakeBucket {
  const { lake, tables, kafka, protection, userId } = stage;
  const { transition, incompleteUploadDays, oldVersionDays } = lake;
  const moved = transition.type === 'managed' && {
    transitionClass: transition.storageClass,
    transitionDays: transition.afterDays,
  };
  return new LakeBucket(
    `${userId}-lake`,
    {
      bucketName: all.bucket,
      tablesFolder: tables.prefix,
      incompleteUploadDays,
      oldVersionDays,
      ...moved,
      // The bucket outlives the sink, and its objects are named by the offsets of one cluster: the gate reads of which.
      ...(kafka.type === 'existing' && { tags: { [clusterTag]: kafka.clusterArn } }),
      ...protection,
      ...withKey(keyArn),
    },
    opts,
  );
}
