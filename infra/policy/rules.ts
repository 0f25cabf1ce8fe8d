import type { Rule, StackRule } from './rule.ts';
import { airflowPrivate } from './rules/airflow-private.ts';
import { apiAccessLog } from './rules/api-access-log.ts';
import { apiAuthorizedInProd } from './rules/api-authorized-in-prod.ts';
import { bucketEncrypted } from './rules/bucket-encrypted.ts';
import { bucketPrivate } from './rules/bucket-private.ts';
import { bucketTlsOnly } from './rules/bucket-tls-only.ts';
import { bucketVersioned } from './rules/bucket-versioned.ts';
import { connectorGuarded } from './rules/connector-guarded.ts';
import { dashboardAsViewer } from './rules/dashboard-as-viewer.ts';
import { grantNamed } from './rules/grant-named.ts';
import { iamNoWildcard } from './rules/iam-no-wildcard.ts';
import { imdsV2 } from './rules/imds-v2.ts';
import { jobGuarded } from './rules/job-guarded.ts';
import { kafkaIamOnly } from './rules/kafka-iam-only.ts';
import { kafkaPrivate } from './rules/kafka-private.ts';
import { kafkaTlsOnly } from './rules/kafka-tls-only.ts';
import { keyRotation } from './rules/key-rotation.ts';
import { logRetention } from './rules/log-retention.ts';
import { noPlaintextSecrets } from './rules/no-plaintext-secrets.ts';
import { noPublicIngress } from './rules/no-public-ingress.ts';
import { prodDataProtected } from './rules/prod-data-protected.ts';
import { requiredTags } from './rules/required-tags.ts';
import { streamEncrypted } from './rules/stream-encrypted.ts';
import { streamOnDemand } from './rules/stream-on-demand.ts';
import { topicEncryptedInProd } from './rules/topic-encrypted-in-prod.ts';
import { trustExternalId } from './rules/trust-external-id.ts';
import { volumeEncrypted } from './rules/volume-encrypted.ts';
import { workspaceDataProtected } from './rules/workspace-data-protected.ts';

/** Every rule of the pack, one a file. */
export const rules: readonly (Rule | StackRule)[] = [
  airflowPrivate,
  apiAccessLog,
  apiAuthorizedInProd,
  bucketEncrypted,
  bucketPrivate,
  bucketTlsOnly,
  bucketVersioned,
  connectorGuarded,
  dashboardAsViewer,
  grantNamed,
  iamNoWildcard,
  imdsV2,
  jobGuarded,
  kafkaIamOnly,
  kafkaPrivate,
  kafkaTlsOnly,
  keyRotation,
  logRetention,
  noPlaintextSecrets,
  noPublicIngress,
  prodDataProtected,
  requiredTags,
  streamEncrypted,
  streamOnDemand,
  topicEncryptedInProd,
  trustExternalId,
  volumeEncrypted,
  workspaceDataProtected,
];
