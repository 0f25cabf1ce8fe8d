import { z } from 'zod';
import { aws, eachOnce } from '../../../runtime/blueprint/index.ts';
import { unityName } from './fields.ts';
import { argumentsSchema } from './index.ts';

/** The arguments of the access to streams. */
export const streamAccessArguments = argumentsSchema({
  credentialName: unityName,
  roleName: aws.roleName,
  accountId: aws.accountId,
  streamArns: z
    .array(aws.streamArn)
    .min(1, 'give the streams that are read')
    .refine(...eachOnce('name each stream once')),
  registersConsumers: z.boolean().optional(),
  keyArn: aws.keyArn.optional(),
});
