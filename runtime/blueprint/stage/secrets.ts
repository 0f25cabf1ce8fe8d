import type { Stage } from './schema.ts';

const oauthSecret = {
  pattern: /^[A-Za-z0-9_-]{30,128}$/,
  form: '30 to 128 letters, digits, hyphens and underscores, as Databricks shows it once',
};

/** The secrets of a stack: keys of their own beside the stage, set with `pulumi config set --secret pinflow:<key>`. */
export const secrets = {
  ingestApiKey: {
    for: 'the API key that callers of the ingest API send',
    pattern: /^[A-Za-z0-9_-]{20,128}$/,
    form: '20 to 128 letters, digits, hyphens and underscores',
    neededBy: ({ ingest }: Pick<Stage, 'ingest'>) => ingest.type === 'managed' && ingest.authorization === 'apiKey',
  },
  databricksClientSecret: {
    for: 'the OAuth secret of the service principal workspace.clientId',
    ...oauthSecret,
    neededBy: ({ workspace }: Pick<Stage, 'workspace'>) => workspace.type === 'existing',
  },
  airflowClientSecret: {
    for: 'the OAuth secret of the service principal orchestration.clientId',
    ...oauthSecret,
    neededBy: ({ orchestration }: Pick<Stage, 'orchestration'>) => orchestration.type !== 'none',
  },
} as const;

/** The key of a secret. */
export type SecretName = keyof typeof secrets;

/** The project's configuration key of the stage, and the namespace of the secrets. */
export const configNamespace = 'pinflow';

/** How a secret is set. */
export function setSecretCommand(name: SecretName): string {
  return `pulumi config set --secret ${configNamespace}:${name}`;
}

/** Shapes of tokens that never belong into the plain part of a stage, by what they are. */
const tokenShapes: Readonly<Record<string, RegExp>> = {
  'an AWS access key': /\b(AKIA|ASIA)[A-Z0-9]{16}\b/,
  'a Databricks token': /\bdapi[0-9a-f]{32}\b/,
  'an OAuth secret of Databricks': /\bdose[0-9a-f]{32}\b/,
  'a GitHub token': /\b(gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{22,})\b/,
  'a Pulumi access token': /\bpul-[0-9a-f]{40}\b/,
  'a private key': /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  'a password in a URL': /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]+:[^\s/@]+@/,
};

/** What kind of secret a text looks like; undefined when it looks like none. */
export function tokenShape(text: string): string | undefined {
  return Object.entries(tokenShapes).find(([, shape]) => shape.test(text))?.[0];
}

/** Whether a key's name says that its value is a secret. */
export function isSecretName(key: string): boolean {
  return /(secret|token|password|passwd|credential|apikey|privatekey|accesskey)/i.test(key.replaceAll(/[-_.]/g, ''));
}
