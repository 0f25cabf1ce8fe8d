import { Provider } from '@pulumi/databricks/provider.js';
import type * as pulumi from '@pulumi/pulumi';

/** The Databricks provider of a stack: its workspace, as its service principal, and nothing of the environment. */
export function databricksProvider(
  { host, clientId }: { readonly host: string; readonly clientId: string },
  clientSecret: pulumi.Input<string>,
): Provider {
  return new Provider('databricks', { host, clientId, clientSecret, authType: 'oauth-m2m' });
}
