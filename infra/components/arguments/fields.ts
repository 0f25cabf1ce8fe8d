import { z } from 'zod';
import {
  aws,
  eachOnce,
  formed,
  isSupportedRegion,
  kafkaFields,
  type SecretName,
  secrets,
  unsupportedRegion,
} from '../../../runtime/blueprint/index.ts';

/** A region whose services have the names that policies and endpoints here give them. */
export const region = aws.region.refine(isSupportedRegion, {
  error: ({ input }) => unsupportedRegion(String(input)),
});

/** Text that is not empty. */
export const text = formed(/\S/, 'give text that is not empty');

/** Text that is JSON. */
export const json = z.string().refine(isJson, 'give JSON');

/** An absolute path of the workspace. */
export const workspaceFolder = formed(/^\/.*[^/]$/, 'use a folder of the workspace such as /Users/<id>/pinflow');

/** The name of an object of Unity Catalog (Databricks documentation, "Names"). */
export const unityName = formed(
  /^[^\s./\p{Cc}]{1,255}$/u,
  'use at most 255 characters, without spaces, dots and slashes',
);

/** The name of a stage of API Gateway, or of a stage of the data path. */
export const stageName = formed(/^[\w-]{1,128}$/, 'use 1 to 128 letters, digits, hyphens and underscores');

/** The name of a connector or custom plugin of MSK Connect. */
export const connectName = formed(/^[\w.-]{1,128}$/, 'use 1 to 128 letters, digits, dots, hyphens and underscores');

/** The name of an MWAA environment (API reference, "CreateEnvironment"). */
export const environmentName = formed(
  /^[A-Za-z][\w-]{0,79}$/,
  'use 1 to 80 letters, digits, hyphens and underscores, a letter first',
);

/** Subnets of which one is enough. */
export const subnetIds = z
  .array(aws.subnetId)
  .min(1, 'give at least one subnet')
  .refine(...eachOnce('name each subnet once'));

/** Topics that a policy names: IAM takes no statement without a resource. */
export const topics = z
  .array(kafkaFields.topicName)
  .min(1, 'give at least one topic')
  .refine(...eachOnce('name each topic once'));

/** The secret of a stack, by its own form. */
export function secretText(name: SecretName): z.ZodString {
  const { pattern, form } = secrets[name];
  return formed(pattern, `use ${form}`);
}

/** Protection of a resource against deletion. */
export const protection = { protect: z.boolean().optional(), retain: z.boolean().optional() } as const;

function isJson(value: string): boolean {
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
}
