import { aws } from '../../../runtime/blueprint/index.ts';
import { protection, unityName } from './fields.ts';
import { argumentsSchema } from './index.ts';

/** The arguments of the access to a lake bucket. */
export const lakeAccessArguments = argumentsSchema({
  credentialName: unityName,
  roleName: aws.roleName,
  accountId: aws.accountId,
  bucketName: aws.bucketName,
  keyArn: aws.keyArn.optional(),
  ...protection,
});
