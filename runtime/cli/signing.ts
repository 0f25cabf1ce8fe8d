import type { AwsCredentialIdentityProvider } from '@aws-sdk/types';
import type { Authorize } from '../emulator/index.ts';
import { PinflowError } from '../errors.ts';

/**
 * Signs requests to an API Gateway of a region (AWS Signature Version 4, service `execute-api`) with the credentials of the usual chain:
 * environment, profile, single sign-on, container, instance. They are renewed when they expire.
 * @throws {PinflowError} `CREDENTIALS_MISSING`, before anything is signed
 */
export async function openSigner(region: string): Promise<Authorize> {
  const { fromNodeProviderChain } = await import('@aws-sdk/credential-providers');
  const credentials = fromNodeProviderChain();
  try {
    await credentials();
  } catch (cause) {
    throw new PinflowError('CREDENTIALS_MISSING', (cause as Error).message, { cause });
  }
  return await signer(region, credentials);
}

/** Signs requests with given credentials. */
export async function signer(region: string, credentials: AwsCredentialIdentityProvider): Promise<Authorize> {
  const [{ SignatureV4 }, { Sha256 }] = await Promise.all([
    import('@smithy/signature-v4'),
    import('@aws-crypto/sha256-js'),
  ]);
  const signature = new SignatureV4({ service: 'execute-api', region, credentials, sha256: Sha256 });
  return async ({ method, url, headers, body }) => {
    const signed = await signature.sign({
      method,
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      headers: { host: url.host, ...named(headers) },
      body,
    });
    // The rest is sent as it is: what was signed must not be sent twice.
    const added = Object.entries(signed.headers).filter(([name]) => /^(authorization|x-amz-.*)$/i.test(name));
    return added.flat();
  };
}

function named(headers: readonly string[]): Record<string, string> {
  const pairs = headers.flatMap((name, index) =>
    index % 2 === 0 ? [[name.toLowerCase(), headers[index + 1] ?? '']] : [],
  );
  return Object.fromEntries(pairs);
}
