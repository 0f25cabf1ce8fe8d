import test from 'ava';
import { parseStage } from '../../../runtime/blueprint/index.ts';
import { branches } from './branches.ts';
import { destroy } from './deployment.ts';
import { holds } from './held.ts';
import { running } from './judge.ts';
import type { Resource } from './plan.ts';
import { bases, branchChanges } from './stage-changes.ts';
import { kindsOf, without } from './unfixed.ts';

for (const change of branchChanges('dev')) {
  test(`dev: ${change.title}`, async (t) => {
    await holds(t, change);
  });
}

const kept = { protection: { protect: false, retain: true } };

for (const [union, patches] of Object.entries(branches)) {
  test(`a retained stage is destroyed whatever its ${union}: nothing that stays loses what it needs`, async (t) => {
    for (const patch of Object.values(patches)) {
      const resources = await running(parseStage({ ...patch(bases.prod), ...kept }));
      t.deepEqual(destroy(resources), []);
      t.deepEqual(
        unretainedNeeds(resources).map(({ urn }) => urn),
        [],
      );
    }
  });
}

/** Resources that go although one that stays comes from them. */
function unretainedNeeds(resources: readonly Resource[]): Resource[] {
  const stay = resources.filter(({ options }) => options.retainOnDelete === true);
  const needed = new Set(stay.flatMap(({ propertyDependencies }) => Object.values(propertyDependencies).flat()));
  return resources.filter(({ urn, options }) => needed.has(urn) && options.retainOnDelete !== true);
}

test('what stays of a retained stage is what docs/operations.md says', async (t) => {
  const resources = await running(parseStage({ ...bases.prod, ...kept }));
  const stay = resources.filter(({ options }) => options.retainOnDelete === true);
  t.deepEqual(
    [...new Set(stay.map(({ type }) => type.split(':').at(-1)))].sort(),
    [
      // The cluster, its topics and what they need.
      ...['Cluster', 'Configuration', 'LogGroup', 'SecurityGroup', 'Subnet', 'Topic', 'Vpc'],
      // Buckets with their settings.
      ...[
        'Bucket',
        'BucketLifecycleConfiguration',
        'BucketOwnershipControls',
        'BucketPolicy',
        'BucketPublicAccessBlock',
      ],
      ...['BucketServerSideEncryptionConfiguration', 'BucketVersioning'],
      // Streams and key; the logging role of API Gateway.
      ...['Key', 'Stream', 'Account', 'RolePolicyAttachment'],
      // The access of Unity Catalog.
      ...['Catalog', 'ExternalLocation', 'Role', 'RolePolicy', 'Schema', 'StorageCredential'],
    ].sort(),
  );
});

test('a retained cluster in a network that goes would be refused by AWS', async (t) => {
  const resources = await running(parseStage({ ...bases.prod, ...kept }));
  const unfixed = resources.map(without('aws:ec2/subnet:Subnet', 'retainOnDelete'));
  t.deepEqual(kindsOf(destroy(unfixed)), ['in use']);
});
