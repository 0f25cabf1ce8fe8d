import { defaultTags, type Rule } from '../rule.ts';

const required = ['pinflow:user', 'pinflow:stage', 'pinflow:profile'];

export const requiredTags: Rule = {
  name: 'required-tags',
  level: 'mandatory',
  severity: 'low',
  forbids: 'A resource that does not say whose it is.',
  reason: 'The budget counts by tag, and an orphan is found by it.',
  remedy: "Make it with the stack's provider, which sets the tags by default",
  types: ['*'],
  violations: ({ type, provider }) => {
    if (!type.startsWith('aws:')) return [];
    const tags = defaultTags(provider);
    return required.filter((tag) => tags[tag] === undefined).map((tag) => `the tag ${tag} is missing`);
  },
};
