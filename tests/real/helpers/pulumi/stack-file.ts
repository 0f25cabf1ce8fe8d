import { readFileSync, writeFileSync } from 'node:fs';
import { type Document, parseDocument } from 'yaml';

const pathOf = (stack: string) => `Pulumi.${stack}.yaml`;

/** The configuration of a stack as the engine hands it to the program. */
export interface Config {
  readonly config: Readonly<Record<string, string>>;
  readonly secretKeys: readonly string[];
}

/** Adds the encryption of a stack to its file. */
export function setEncryption(stack: string, secretsprovider: string, encryptedkey: string): void {
  edit(stack, (document) => {
    document.set('secretsprovider', secretsprovider);
    document.set('encryptedkey', encryptedkey);
  });
}

/** Sets a secret; what the real CLI encrypts is merely encoded here. */
export function setSecret(stack: string, key: string, value: string): void {
  const secure = `v1:${Buffer.from(value).toString('base64')}`;
  edit(stack, (document) => document.setIn(['config', key], { secure }));
}

/** Reads the configuration: what {@link setSecret} wrote as it was, an object as JSON. */
export function readConfig(stack: string): Config {
  const config: Record<string, string> = {};
  const secretKeys: string[] = [];
  for (const [key, value] of Object.entries(read(stack).toJS().config as Record<string, unknown>)) {
    const { secure } = value as { secure?: string };
    if (secure !== undefined) secretKeys.push(key);
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    config[key] = secure === undefined ? text : Buffer.from(secure.slice('v1:'.length), 'base64').toString();
  }
  return { config, secretKeys };
}

/** Like the real CLI it keeps comments and order, and not the layout. */
function edit(stack: string, change: (document: Document) => void): void {
  const document = read(stack);
  change(document);
  writeFileSync(pathOf(stack), document.toString({ lineWidth: 0, flowCollectionPadding: false }));
}

function read(stack: string): Document {
  return parseDocument(readFileSync(pathOf(stack), 'utf8'));
}
