import { aws } from '../../../runtime/blueprint/index.ts';
import { protection, region, text } from './fields.ts';
import { argumentsSchema } from './index.ts';

/** The arguments of an encryption key. */
export const encryptionKeyArguments = argumentsSchema({
  description: text.max(8192, 'use at most 8192 characters'),
  accountId: aws.accountId,
  region,
  ...protection,
});
