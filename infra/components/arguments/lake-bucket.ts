import { z } from 'zod';
import { aws, formed, lakeFields } from '../../../runtime/blueprint/index.ts';
import { protection } from './fields.ts';
import { argumentsSchema, fault } from './index.ts';

/** The arguments of a lake bucket. */
export const lakeBucketArguments = argumentsSchema(
  {
    bucketName: aws.bucketName,
    tablesFolder: formed(/^[^/\s]+(\/[^/\s]+)*$/, 'use a folder without spaces and outer slashes'),
    keyArn: aws.key.optional(),
    transitionClass: lakeFields.storageClass.optional(),
    transitionDays: z.int().min(0).optional(),
    incompleteUploadDays: lakeFields.days.optional(),
    oldVersionDays: lakeFields.days.optional(),
    tags: z.record(z.string(), z.string()).optional(),
    ...protection,
  },
  (rule) => [
    rule(['transitionClass', 'transitionDays'], ({ transitionClass, transitionDays }) => [
      transitionClass === undefined &&
        transitionDays !== undefined &&
        fault(['transitionDays'], 'needs a transitionClass: without one, objects stay where they are'),
      transitionClass?.endsWith('_IA') === true &&
        transitionDays !== undefined &&
        transitionDays < lakeFields.leastDaysBeforeIa &&
        fault(
          ['transitionDays'],
          `must be at least ${lakeFields.leastDaysBeforeIa} for ${transitionClass}, but is ${transitionDays}`,
        ),
    ]),
  ],
);
