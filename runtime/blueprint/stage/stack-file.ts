import { z } from 'zod';
import { stageSchema } from './schema.ts';
import { configNamespace, type SecretName, secrets } from './secrets.ts';

/**
 * The JSON Schema (draft 7) of a stack's file, `Pulumi.<stack>.yaml`, by which editors complete and check it. It holds every rule of a
 * single place; rules between places are `pinflow config check`'s.
 */
export function stackFileSchema(): object {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Stack file of pinflow',
    type: 'object',
    required: ['config'],
    properties: {
      config: {
        type: 'object',
        required: [`${configNamespace}:stage`],
        properties: {
          [`${configNamespace}:stage`]: stageJsonSchema(),
          ...Object.fromEntries(Object.keys(secrets).map((name) => secretProperty(name as SecretName))),
        },
        patternProperties: { [`^(?!${configNamespace}:)`]: {} },
        additionalProperties: false,
      },
    },
  };
}

function stageJsonSchema(): object {
  const { $schema: _, ...schema } = z.toJSONSchema(stageSchema, { io: 'input', target: 'draft-7' });
  return { ...schema, description: 'The typed description of this stack: one user, one stage.' };
}

function secretProperty(name: SecretName): [string, object] {
  const encrypted = {
    type: 'object',
    required: ['secure'],
    properties: { secure: { type: 'string' } },
    additionalProperties: false,
  };
  return [
    `${configNamespace}:${name}`,
    { ...encrypted, description: `Secret: ${secrets[name].for}; ${secrets[name].form}.` },
  ];
}
