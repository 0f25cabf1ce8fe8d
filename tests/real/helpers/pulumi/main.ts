/**
 * A stand-in of the Pulumi CLI: the commands of the README and of pinflow, with the real program and the real policy pack, against a
 * stand-in of AWS. Any other command or option ends with 1.
 */
import { text } from 'node:stream/consumers';
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { outputsOf } from '../../../infra/helpers/cloud.ts';
import type { Registration } from '../../../infra/helpers/record.ts';
import { aws } from './aws.ts';
import { setEncryption, setSecret } from './stack-file.ts';
import { hasStack, setBackend, setStack, stackOf } from './state.ts';
import { masked, previewDocument, runUpdate } from './update.ts';

type Values = Readonly<Record<string, string | boolean | undefined>>;

interface Command {
  /** How many words may follow its name. */
  readonly words: readonly number[];
  readonly options: ParseArgsOptionsConfig;
  run(words: readonly string[], values: Values): Promise<void> | void;
}

const string = { type: 'string' } as const;
const boolean = { type: 'boolean' } as const;

const commands: Readonly<Record<string, Command>> = {
  login: { words: [1], options: {}, run: login },
  'stack init': { words: [1], options: { 'secrets-provider': string }, run: initStack },
  'config set': { words: [1], options: { secret: boolean, stack: string }, run: setConfig },
  preview: { words: [0], options: { stack: string, 'policy-pack': string, json: boolean }, run: preview },
  up: { words: [0], options: { stack: string, 'policy-pack': string }, run: up },
  'stack output': {
    words: [0, 1],
    options: { stack: string, json: boolean, 'show-secrets': boolean, 'non-interactive': boolean },
    run: printOutputs,
  },
  destroy: { words: [0], options: { stack: string }, run: destroy },
};

async function login([url = '']: readonly string[]) {
  const { bucket, region } = bucketUrl(url);
  await aws('s3api', 'head-bucket', '--bucket', bucket, '--region', region);
  setBackend(url);
  console.log(`Logged in (${url})`);
}

function bucketUrl(url: string) {
  const [, bucket = '', region = ''] = /^s3:\/\/([a-z0-9.-]+)\?region=([a-z0-9-]+)$/.exec(url) ?? [];
  if (bucket === '') throw new Error(`no bucket with its region: ${url}`);
  return { bucket, region };
}

async function initStack([name = '']: readonly string[], { 'secrets-provider': provider = '' }: Values) {
  if (hasStack(name)) throw new Error(`stack '${name}' already exists`);
  const [, key = '', region = ''] = /^awskms:\/\/(alias\/[\w/-]+)\?region=([a-z0-9-]+)$/.exec(String(provider)) ?? [];
  const about = ['--key-id', key, '--key-spec', 'AES_256', '--region', region];
  const dataKey = await aws(
    'kms',
    'generate-data-key-without-plaintext',
    ...about,
    '--query',
    'CiphertextBlob',
    '--output',
    'text',
  );
  setEncryption(name, String(provider), dataKey);
  setStack(name, { resources: [], outputs: {} });
  console.log(`Created stack '${name}'`);
}

async function setConfig([key = '']: readonly string[], { stack, secret }: Values) {
  stackOf(named(stack));
  if (secret !== true) throw new Error('only secrets are set here');
  const value = (await text(process.stdin)).replace(/\r?\n$/, '');
  if (value === '') throw new Error('nobody entered a value');
  setSecret(named(stack), key, value);
}

async function preview(_: readonly string[], { json, ...values }: Values) {
  const update = updateOf(values);
  const run = await runUpdate({ ...update, isPreview: true });
  console.log(json === true ? JSON.stringify(previewDocument(update.stack, run), null, 2) : plan(run.registrations));
}

/** The real CLI previews before it asks. */
async function up(_: readonly string[], values: Values) {
  const update = updateOf(values);
  await confirm('perform this update');
  const { registrations, outputs } = await runUpdate({ ...update, isPreview: false });
  // Only buckets are read back later.
  for (const { bucket } of bucketsOf(registrations)) await aws('s3', 'mb', `s3://${bucket}`);
  setStack(update.stack, { resources: registrations, outputs });
  console.log(`Outputs:\n${JSON.stringify(masked(outputs), null, 2)}`);
  console.log(`Resources:\n    + ${registrations.length} created`);
}

function updateOf({ stack, 'policy-pack': policyPack }: Values) {
  stackOf(named(stack));
  return { stack: named(stack), policyPack: typeof policyPack === 'string' ? policyPack : undefined };
}

function plan(registrations: readonly Registration[]): string {
  const lines = registrations.map(({ type, name }) => ` +  ${type}  ${name}  create`);
  return [...lines, 'Resources:', `    + ${registrations.length} to create`].join('\n');
}

/** Refuses a prompt without a terminal, as the real CLI does. */
async function confirm(what: string) {
  console.log(`Do you want to ${what}?`);
  if ((await text(process.stdin)) !== 'yes\n') throw new Error('confirmation declined');
}

/** The physical names of buckets, and whether they may be deleted with their objects. */
function bucketsOf(registrations: readonly Registration[]) {
  return registrations
    .filter(({ type }) => type === 'aws:s3/bucket:Bucket')
    .map(({ type, name, inputs }) => ({
      bucket: String(outputsOf(type, name, inputs).bucket),
      force: inputs.forceDestroy === true,
    }));
}

function printOutputs([name]: readonly string[], { stack, json, 'show-secrets': showSecrets }: Values) {
  const { outputs } = stackOf(named(stack));
  const shown = showSecrets === true ? revealed(outputs) : (masked(outputs) as Record<string, unknown>);
  if (name === undefined) return console.log(json === true ? JSON.stringify(shown) : Object.keys(shown).join('\n'));
  if (!(name in shown)) throw new Error(`current stack does not have output property '${name}'`);
  console.log(json === true ? JSON.stringify(shown[name]) : String(shown[name]));
}

function revealed(outputs: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, value]) => [name, (value as { secret?: unknown }).secret ?? value]),
  );
}

async function destroy(_: readonly string[], { stack }: Values) {
  const { resources } = stackOf(named(stack));
  for (const { urn, options } of resources) {
    if (options.protect === true) throw new Error(`resource ${urn} cannot be deleted because it is protected`);
  }
  await confirm('perform this destroy');
  for (const { bucket, force } of bucketsOf(resources))
    await aws('s3', 'rb', ...(force ? ['--force'] : []), `s3://${bucket}`);
  setStack(named(stack), { resources: [], outputs: {} });
  console.log(`Resources:\n    - ${resources.length} deleted`);
}

function named(stack: Values[string]): string {
  if (typeof stack !== 'string') throw new Error('no stack is named');
  return stack;
}

async function main(args: readonly string[]) {
  const name = [2, 1].map((words) => args.slice(0, words).join(' ')).find((words) => Object.hasOwn(commands, words));
  const command = commands[name ?? ''];
  if (name === undefined || command === undefined) throw new Error(`unknown command: pulumi ${args.join(' ')}`);
  const rest = args.slice(name.split(' ').length);
  const { values, positionals } = parseArgs({ args: rest, options: command.options, allowPositionals: true });
  if (!command.words.includes(positionals.length)) throw new Error(`pulumi ${name} got ${positionals.length} words`);
  await command.run(positionals, values as Values);
}

await main(process.argv.slice(2)).catch((cause: Error) => {
  console.error(`error: ${cause.message}`);
  process.exitCode = 1;
});
