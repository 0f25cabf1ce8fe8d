import { objectAt } from '../rule.ts';
import { everyBucketHas } from './bucket-guards.ts';

export const bucketVersioned = everyBucketHas(
  {
    name: 'bucket-versioned',
    level: 'mandatory',
    severity: 'medium',
    forbids: 'A bucket without versions.',
    reason:
      'A file deleted or overwritten by mistake could not be brought back, and a Delta table cannot do without one.',
    remedy: 'Add a BucketVersioning with status Enabled',
  },
  'aws:s3/bucketVersioning:BucketVersioning',
  'replaced objects are not kept',
  ({ props }) => objectAt(props, 'versioningConfiguration').status === 'Enabled',
);
