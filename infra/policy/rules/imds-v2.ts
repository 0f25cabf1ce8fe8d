import { objectAt, type Rule } from '../rule.ts';

export const imdsV2: Rule = {
  name: 'imds-v2',
  level: 'mandatory',
  severity: 'high',
  forbids: 'An instance whose metadata service answers without a token, or farther than the instance.',
  reason: "A program that can be made to fetch an address would give away the role's credentials.",
  remedy: 'Set metadataOptions.httpTokens to required and httpPutResponseHopLimit to 1',
  types: ['aws:ec2/instance:Instance', 'aws:ec2/launchTemplate:LaunchTemplate'],
  violations: ({ props }) => {
    const { httpTokens, httpPutResponseHopLimit } = objectAt(props, 'metadataOptions');
    return [
      ...(httpTokens === 'required' ? [] : ['metadataOptions.httpTokens is not required']),
      ...(httpPutResponseHopLimit === 1 ? [] : ['metadataOptions.httpPutResponseHopLimit is not 1']),
    ];
  },
};
