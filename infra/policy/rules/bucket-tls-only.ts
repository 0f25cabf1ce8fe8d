import { statementsOf, textsOf } from '../documents.ts';
import { objectAt, type Props } from '../rule.ts';
import { everyBucketHas } from './bucket-guards.ts';

export const bucketTlsOnly = everyBucketHas(
  {
    name: 'bucket-tls-only',
    level: 'mandatory',
    severity: 'high',
    forbids: 'A bucket that answers without TLS.',
    reason: 'Objects and credentials could be read on the way.',
    remedy: 'Add a BucketPolicy that denies s3:* where aws:SecureTransport is false',
  },
  'aws:s3/bucketPolicy:BucketPolicy',
  'its policy does not refuse requests without TLS',
  ({ props }) => statementsOf(props.policy).some(refusesPlainHttp),
);

function refusesPlainHttp(statement: Props): boolean {
  const { 'aws:SecureTransport': secure } = objectAt(objectAt(statement, 'Condition'), 'Bool');
  return statement.Effect === 'Deny' && textsOf(statement.Action).includes('s3:*') && String(secure) === 'false';
}
