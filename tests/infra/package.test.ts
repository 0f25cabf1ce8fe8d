import { cpSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as pulumi from '@pulumi/pulumi';
import test from 'ava';
import { temporaryFolder } from '../helpers/folder.ts';
import { installOffline, node, pack } from '../helpers/package.ts';
import { record } from './helpers/record.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

test("another team's program takes two components from the packed file, compiles and runs", async (t) => {
  const folder = temporaryFolder(t);
  const project = join(folder, 'clickstream');
  cpSync(join(root, 'examples/clickstream'), project, { recursive: true });
  installOffline(project, pack('infra', folder), 'infra');

  const types = join(project, 'node_modules/@types/node');
  mkdirSync(dirname(types), { recursive: true });
  symlinkSync(join(root, 'node_modules/@types/node'), types);
  const compilerOptions = {
    strict: true,
    noEmit: true,
    module: 'nodenext',
    target: 'es2024',
    skipLibCheck: true,
    types: ['node'],
  };
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['index.ts'] }));
  node(project, join(root, 'node_modules/typescript/bin/tsc'), '-p', '.');

  t.true(existsSync(join(project, 'node_modules/@pinflow/infra/LICENSE')));
  pulumi.runtime.setAllConfig({
    'pinflow:userId': 'clicks',
    'pinflow:accountId': '123456789012',
    'aws:region': 'eu-west-1',
  });
  const { registrations, outputs } = await record(
    async () => await import(pathToFileURL(join(project, 'index.ts')).href),
  );
  t.deepEqual(
    registrations.filter(({ type }) => type === 'aws:kinesis/stream:Stream').map(({ inputs }) => inputs.name),
    ['streaming-clicks-geo', 'streaming-clicks-pin', 'streaming-clicks-user'],
  );
  const body = String(registrations.find(({ type }) => type === 'aws:apigateway/restApi:RestApi')?.inputs.body);
  t.regex(
    JSON.parse(body).paths['/streams/{stream-name}/record'].put['x-amazon-apigateway-integration'].credentials,
    /^arn:aws:iam::/,
  );
  t.false(registrations.some(({ type }) => type.startsWith('aws:msk') || type.startsWith('aws:s3')));
  t.regex(String(outputs.url), /^https:/);
});
