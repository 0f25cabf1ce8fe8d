import { Provider } from '@pulumi/aws/provider.js';
import { type Stage, userTag } from '../runtime/blueprint/index.ts';

/**
 * The AWS provider of a stack: its region, its account and no other, and its tags on everything. Offline it asks AWS nothing; it then
 * cannot know the account either, so the account is not checked.
 */
export function awsProvider(stage: Stage): Provider {
  const { region, accountId, offline } = stage;
  return new Provider('aws', {
    region,
    defaultTags: { tags: defaultTags(stage) },
    ...(offline
      ? {
          skipCredentialsValidation: true,
          skipRequestingAccountId: true,
          skipMetadataApiCheck: true,
          skipRegionValidation: true,
        }
      : { allowedAccountIds: [accountId] }),
  });
}

/** The tags of every resource of a stack. */
export function defaultTags({ tags, stage, profile, userId }: Stage): Record<string, string> {
  return { ...tags, [userTag]: userId, 'pinflow:stage': stage, 'pinflow:profile': profile };
}
