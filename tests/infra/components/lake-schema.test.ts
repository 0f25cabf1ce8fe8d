import test from 'ava';
import { LakeSchema } from '../../../infra/components/lake-schema.ts';
import { record } from '../helpers/record.ts';

const args = { catalogName: 'main', schemaName: 'posts' };
const managed = { managesCatalog: true, managesSchema: true };

async function made(more: object) {
  const { registrations, outputs } = await record(() => {
    const { catalogName, schemaName } = new LakeSchema('schema', { ...args, ...more });
    return { catalogName, schemaName };
  });
  return { outputs, of: (type: string) => registrations.filter((one) => one.type.endsWith(`:${type}`)) };
}

test('a catalog and schema of the team are named, and made by nobody here', async (t) => {
  const { outputs, of } = await made({});
  t.deepEqual([...of('Catalog'), ...of('Schema'), ...of('Grant')], []);
  t.deepEqual(outputs, args);
});

test('those of the stack are made, the schema in the catalog', async (t) => {
  const { outputs, of } = await made({ ...managed, storageRoot: 's3://user-demo-bucket/catalog' });
  t.like(of('Catalog')[0]?.inputs, { name: 'main', storageRoot: 's3://user-demo-bucket/catalog', forceDestroy: true });
  t.like(of('Schema')[0]?.inputs, { name: 'posts', catalogName: 'main', forceDestroy: true });
  t.deepEqual(of('Schema')[0]?.propertyDependencies.catalogName, [of('Catalog')[0]?.urn]);
  t.deepEqual(outputs, args);
});

test('what is retained is protected and never emptied', async (t) => {
  const { of } = await made({ ...managed, protect: true, retain: true });
  for (const { options, inputs } of [...of('Catalog'), ...of('Schema')]) {
    t.like(options, { protect: true, retainOnDelete: true });
    t.false(inputs.forceDestroy);
  }
});

test('readers read and do no more; grants of others stay', async (t) => {
  const readers = ['analysts', 'a@example.com'];
  // A grant replaces what its principal had there: on what is the team's there is none.
  t.deepEqual((await made({ readers })).of('Grant'), []);
  t.is((await made({ readers, managesSchema: true })).of('Grant').length, 2);
  const { of } = await made({ ...managed, readers });
  // `Grants` would take away those of whom it does not list.
  t.deepEqual(of('Grants'), []);
  const grants = of('Grant').map(({ inputs: { catalog, schema, principal, privileges } }) => ({
    on: catalog ?? schema,
    principal,
    privileges,
  }));
  // https://docs.databricks.com/aws/en/data-governance/unity-catalog/manage-privileges/privileges: reading takes these three.
  for (const principal of ['analysts', 'a@example.com']) {
    t.deepEqual(
      grants.filter((grant) => grant.principal === principal),
      [
        { on: 'main', principal, privileges: ['USE_CATALOG'] },
        { on: 'main.posts', principal, privileges: ['SELECT', 'USE_SCHEMA'] },
      ],
    );
  }
});
