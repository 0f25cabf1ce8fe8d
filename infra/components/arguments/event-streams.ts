import { aws, streamFields, userIdSchema } from '../../../runtime/blueprint/index.ts';
import { protection } from './fields.ts';
import { argumentsSchema } from './index.ts';

/** The arguments of event streams. */
export const eventStreamsArguments = argumentsSchema({
  userId: userIdSchema,
  retentionHours: streamFields.retentionHours.optional(),
  keyArn: aws.key.optional(),
  ...protection,
});
