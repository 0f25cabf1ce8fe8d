import { z } from 'zod';
import { airflowFields, applicationId, aws, formed, workspaceFields } from '../../../runtime/blueprint/index.ts';
import { json, secretText, text } from './fields.ts';
import { argumentsSchema } from './index.ts';

/** The arguments of a batch DAG. */
export const batchDagArguments = argumentsSchema({
  dagId: formed(/^[\w.-]{1,250}$/, 'use 1 to 250 letters, digits, dots, hyphens and underscores'),
  bucketName: aws.bucketName,
  dagsFolder: airflowFields.dagsFolder.optional(),
  dag: text,
  settings: json,
  connectionId: formed(/^[\w.-]{1,250}$/, 'use 1 to 250 letters, digits, dots, hyphens and underscores'),
  connectionsPrefix: airflowFields.connectionsPrefix.optional(),
  host: workspaceFields.host,
  clientId: applicationId,
  clientSecret: secretText('airflowClientSecret'),
  keyArn: aws.key.optional(),
  recoveryDays: z
    .int()
    .refine((days) => days === 0 || (days >= 7 && days <= 30), 'use 0, or 7 to 30 days')
    .optional(),
});
