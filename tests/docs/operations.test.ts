import { readFileSync } from 'node:fs';
import test from 'ava';
import { parseStage } from '../../runtime/blueprint/index.ts';
import { running } from '../infra/changes/judge.ts';
import { bases } from '../infra/changes/stage-changes.ts';

const page = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8');
const section = page.slice(page.indexOf('## What destroy deletes and what stays')).split(/\n## /)[0] ?? '';

/** The page's words for the types that a destroy of prod refuses to delete. */
const words: Readonly<Record<string, string>> = {
  Bucket: 'bucket',
  Catalog: 'catalog',
  Cluster: 'cluster',
  ExternalLocation: 'external location',
  Key: 'KMS key',
  Role: 'storage credential',
  RolePolicy: 'storage credential',
  Schema: 'schema',
  StorageCredential: 'storage credential',
  Stream: 'streams',
  Topic: 'topics',
};

test('a destroy refuses what the page says, and everything else is not protected', async (t) => {
  const rows = section.split('\n').filter((line) => line.endsWith('`pulumi destroy` refuses |'));
  const named = rows.map((row) => row.split('|')[1] ?? '').join();
  const resources = await running(parseStage(bases.prod));
  const types = new Set(
    resources.filter(({ options }) => options.protect === true).map(({ type }) => type.split(':').at(-1)),
  );
  t.deepEqual([...types].sort(), Object.keys(words).sort());
  for (const word of Object.values(words)) t.true(named.includes(word), word);
});

test('the page says that a skipped preview deletes the rest, with a policy of the state bucket against it', (t) => {
  t.regex(section, /--skip-preview/);
  const policy = JSON.parse(/```json\n([\s\S]*?)```/.exec(section)?.[1] ?? '');
  // pulumi/pulumi pkg/backend/diy/lock.go: `.pulumi/locks/organization/<project>/<stack>/<id>.json`, written by all but previews.
  t.like(policy, { Effect: 'Deny', Action: 's3:PutObject' });
  t.regex(policy.Resource, /\/\.pulumi\/locks\/organization\/pinflow\/prod\/\*$/);
});
