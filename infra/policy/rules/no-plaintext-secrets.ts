import { isSecretName, tokenShape } from '../../../runtime/blueprint/index.ts';
import type { Rule } from '../rule.ts';

export const noPlaintextSecrets: Rule = {
  name: 'no-plaintext-secrets',
  level: 'mandatory',
  severity: 'critical',
  forbids:
    'A secret in a place that is stored and shown as it is: user data, connector settings, properties, environments.',
  reason: 'Whoever may describe the resource could read it.',
  remedy: 'Keep it in Secrets Manager and name it there',
  types: [
    'aws:ec2/instance:Instance',
    'aws:ec2/launchTemplate:LaunchTemplate',
    'aws:mskconnect/connector:Connector',
    'aws:mskconnect/workerConfiguration:WorkerConfiguration',
    'aws:msk/configuration:Configuration',
    'aws:lambda/function:Function',
    'aws:mwaa/environment:Environment',
    'databricks:index/job:Job',
  ],
  violations: ({ type, props }) => (places[type] ?? []).flatMap((place) => secretsIn(props[place], place)),
};

const places: Readonly<Record<string, readonly string[]>> = {
  'aws:ec2/instance:Instance': ['userData'],
  'aws:ec2/launchTemplate:LaunchTemplate': ['userData'],
  'aws:mskconnect/connector:Connector': ['connectorConfiguration'],
  'aws:mskconnect/workerConfiguration:WorkerConfiguration': ['propertiesFileContent'],
  'aws:msk/configuration:Configuration': ['serverProperties'],
  'aws:lambda/function:Function': ['environment'],
  'aws:mwaa/environment:Environment': ['airflowConfigurationOptions'],
  'databricks:index/job:Job': ['jobClusters', 'parameters', 'tasks'],
};

function secretsIn(value: unknown, place: string): string[] {
  if (typeof value === 'string') return secretsInText(value, place);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    typeof inner === 'string' && inner !== '' && isSecretName(key) && !namesBackend(key)
      ? [`${place}.${key} holds a secret`]
      : secretsIn(inner, `${place}.${key}`),
  );
}

/** Airflow's settings that name where secrets are, and hold none. */
function namesBackend(key: string): boolean {
  return key.startsWith('secrets.backend');
}

function secretsInText(text: string, place: string): string[] {
  const shape = tokenShape(text);
  const password = /^[\w.]*(password|passwd|secret|token)\s*=\s*\S+/im.exec(text);
  return [
    ...(shape === undefined ? [] : [`${place} holds ${shape}`]),
    ...(password === null ? [] : [`${place} sets ${password[0].split('=')[0]?.trim()}`]),
  ];
}
