import { z } from 'zod';
import { aws } from './aws.ts';
import { encryptionSchema, lakeSchema, protectionSchema, streamsSchema, tablesSchema } from './data.ts';
import { formed } from './formed.ts';
import { ingestSchema } from './ingest.ts';
import { clientSchema, kafkaSchema, topicsSchema } from './kafka.ts';
import { networkSchema } from './network.ts';
import { artifactsSchema, observabilitySchema } from './operations.ts';
import { orchestrationSchema } from './orchestration.ts';
import type { Profile } from './profile.ts';
import { connectorSchema, sinkSchema } from './sink.ts';
import { workspaceSchema } from './workspace.ts';

/** A user's id. */
export const userIdSchema = formed(/^[a-z0-9]{3,20}$/, 'use 3 to 20 lower-case letters and digits').describe(
  'Names everything of the stack; explicit, never changed, unique per account and region.',
);

/** The sections of a stage, with the defaults of its profile. What other sections decide is optional here and filled in by {@link parseStage}. */
function stageObject(profile: Profile) {
  const observability = observabilitySchema(profile);
  return z.strictObject({
    stage: formed(
      /^[a-z][a-z0-9-]{0,19}$/,
      'use lower-case letters, digits and hyphens, at most 20, a letter first',
    ).describe('The stage, such as dev, prod or dev-alice.'),
    profile: z
      .literal(profile, 'choose dev (cheap and deletable) or prod (protected, retained, watched)')
      .describe('dev: cheap and deletable; prod: protected, retained, watched. Defaults follow it.'),
    userId: userIdSchema,
    region: aws.region.default('us-east-1').describe('The AWS region.'),
    accountId: aws.accountId.describe('The AWS account; in any other one the provider refuses to work.'),
    offline: z
      .boolean()
      .default(false)
      .describe('Preview without AWS: the provider checks neither credentials nor account. Never deploy with it.'),
    tags: z
      .record(
        formed(
          /^(?!aws:|pinflow:)[\w.:/=+@ -]{1,128}$/i,
          'use a tag key of 1 to 128 characters that begins with neither aws: nor pinflow:',
        ),
        z.string().max(256, 'use a tag value of at most 256 characters'),
      )
      .default({})
      .describe('Tags of every resource, besides those that pinflow sets.'),
    network: networkSchema(profile),
    kafka: kafkaSchema(profile).optional(),
    topics: topicsSchema,
    client: clientSchema(profile).optional(),
    sink: sinkSchema,
    connector: connectorSchema(profile).optional(),
    artifacts: artifactsSchema.default({ type: 'none' }),
    lake: lakeSchema,
    tables: tablesSchema,
    streams: streamsSchema(profile).prefault({ type: 'managed' }),
    ingest: ingestSchema(profile).prefault({ type: 'managed' }),
    encryption: encryptionSchema.default({ type: profile === 'prod' ? 'managed' : 'aws' }),
    protection: protectionSchema(profile),
    observability: profile === 'prod' ? observability : observability.prefault({}),
    workspace: workspaceSchema(profile).default({ type: 'none' }),
    orchestration: orchestrationSchema(profile).default({ type: 'none' }),
  });
}

/** The schema of each profile's stage. */
export const objects = { dev: stageObject('dev'), prod: stageObject('prod') };

/**
 * The typed description of one stack: a user's pipeline in one stage. Everything that reads a stage reads it by {@link parseStage},
 * so that a stage which parses can be deployed by `infra` and run by the twin. This is its written form, for editors.
 */
export const stageSchema = z.discriminatedUnion('profile', [objects.dev, objects.prod]);

/** The sections' schemas. */
export type Shape = (typeof objects)['dev']['shape'];
type Sections = { [Section in keyof Shape]-?: Exclude<z.output<Shape[Section]>, undefined> };

/** A stage with every default filled in. */
export type Stage = Omit<Sections, 'profile' | 'topics'> & {
  profile: Profile;
  topics: { [Key in keyof Sections['topics']]-?: NonNullable<Sections['topics'][Key]> };
};

/** A stage as it is written: what has a default may be left out. */
export type StageInput = z.input<typeof stageSchema>;
