import test from 'ava';
import { parseStage, type Stage } from '../../../runtime/blueprint/index.ts';
import type { Written } from './branches.ts';
import { outcomeOf, running } from './judge.ts';
import type { Resource } from './plan.ts';
import { bases } from './stage-changes.ts';
import { kindsOf, troublesOf, without } from './unfixed.ts';

/** A stage of the base of a profile, with sections of its own. */
function stageWith(profile: 'dev' | 'prod', sections: Written): Stage {
  return parseStage({ ...bases[profile], ...sections });
}

const brokers = (count: number, replicationFactor: number): Written => ({
  kafka: { type: 'provisioned', brokers: count },
  topics: { replicationFactor },
});

test('more brokers leave the topics alone; copies that followed them would replace every topic', async (t) => {
  const [two, four] = [stageWith('dev', brokers(2, 2)), stageWith('dev', brokers(4, 2))];
  const { steps, decision } = await outcomeOf({ from: two, to: four });
  t.false(decision.refused);
  t.deepEqual(
    steps.filter(({ op }) => op === 'replace'),
    [],
  );
  // Nothing derives them: a stage has to write them.
  for (const sections of [{ kafka: { type: 'provisioned' } }, { kafka: { type: 'provisioned' }, topics: {} }])
    t.throws(() => stageWith('dev', sections), { message: /Add `replicationFactor: 2` to `topics`/ });
  const derived = stageWith('dev', brokers(4, 3));
  const copies = await outcomeOf({ from: two, to: derived });
  t.is(copies.decision.refusals.length, 4);
  t.deepEqual(kindsOf(copies.troubles), []);
  t.deepEqual(kindsOf(await troublesOf(two, derived, without('aws:msk/topic:Topic', 'deleteBeforeReplace'))), [
    'conflict',
  ]);
});

for (const [title, from, to] of [
  ['another key', { encryption: { type: 'aws' } }, { encryption: { type: 'managed' } }],
  [
    'other subnets',
    { network: { type: 'managed', zones: ['us-east-1a', 'us-east-1b'] } },
    { network: { type: 'managed', zones: ['us-east-1a', { zone: 'us-east-1c', slot: 2 }] } },
  ],
] as const) {
  test(`Airflow comes through ${title}; the gate names its run history, and brokers that would go with it`, async (t) => {
    const stages = [stageWith('dev', from), stageWith('dev', to)] as const;
    const { decision, troubles } = await outcomeOf({ from: stages[0], to: stages[1] });
    t.deepEqual(troubles, []);
    const airflow = decision.losses.find(({ resource }) => resource.type === 'aws:mwaa/environment:Environment');
    t.like(airflow, { verb: 'replace', intended: false });
    t.regex(airflow?.data ?? '', /run history/);
    t.regex(airflow?.instead ?? '', /name it as intended/);
    const unfixed = without('aws:mwaa/environment:Environment', 'deleteBeforeReplace');
    t.deepEqual(kindsOf(await troublesOf(...stages, unfixed)), ['conflict']);
    const own = brokers(2, 2);
    const withBrokers = { from: stageWith('dev', { ...from, ...own }), to: stageWith('dev', { ...to, ...own }) };
    const cluster = (await outcomeOf(withBrokers)).decision.losses.find(({ resource }) =>
      resource.type.endsWith(':Cluster'),
    );
    t.regex(cluster?.instead ?? '', /^MSK cannot (change the key of|move) a cluster/);
  });
}

test('another place of the artifacts is another plugin; under one name it would be refused', async (t) => {
  const { artifacts } = parseStage(bases.dev);
  for (const place of [{ bucket: 'other-artifacts' }, { prefix: 'elsewhere' }]) {
    const [from, to] = [stageWith('dev', {}), stageWith('dev', { artifacts: { ...artifacts, ...place } })];
    const { troubles, decision } = await outcomeOf({ from, to });
    t.deepEqual([troubles, decision.refused], [[], false]);
    const unfixed = without('aws:mskconnect/customPlugin:CustomPlugin', 'deleteBeforeReplace');
    const oneName = (resource: Resource): Resource =>
      resource.type === 'aws:mskconnect/customPlugin:CustomPlugin'
        ? { ...unfixed(resource), inputs: { ...resource.inputs, name: 'demo-plugin-1a2b3c4d' } }
        : resource;
    t.deepEqual(kindsOf(await troublesOf(from, to, oneName)), ['conflict']);
  }
});

const threeZones = ['us-east-1a', 'us-east-1b', 'us-east-1c'];
const zoned = (zones: readonly unknown[]) =>
  stageWith('prod', {
    network: { type: 'managed', zones },
    kafka: { type: 'none' },
    topics: {},
    orchestration: { type: 'none' },
    protection: { protect: false, retain: false },
  });

for (const [title, zones, lines] of [
  ['in another order', [...threeZones].reverse(), ['a, slot: 0', 'b, slot: 1', 'c, slot: 2']],
  ['without the first', threeZones.slice(1), ['b, slot: 1', 'c, slot: 2']],
] as const) {
  test(`zones ${title} are refused with the lines that pin them, and with those lines nothing moves`, async (t) => {
    const { troubles, decision } = await outcomeOf({ from: zoned(threeZones), to: zoned(zones) });
    t.true(kindsOf(troubles).includes('conflict'));
    t.deepEqual(
      [...new Set(troubles.map(({ urn }) => urn))].filter(
        (urn) => !decision.refusals.some(({ resource }) => resource.urn === urn),
      ),
      [],
    );
    const printed = [...(decision.refusals[0]?.message ?? '').matchAll(/\{ zone: (us-east-1\w), slot: (\d) \}/g)];
    t.deepEqual(
      printed.map(([, zone, slot]) => `${zone?.slice(-1)}, slot: ${slot}`),
      [...lines],
    );
    const pinned = printed.map(([, zone, slot]) => ({ zone, slot: Number(slot) }));
    const taken = await outcomeOf({ from: zoned(threeZones), to: zoned(pinned) });
    t.deepEqual([taken.troubles, taken.decision.refused], [[], false]);
    t.deepEqual(
      taken.steps.filter(({ op }) => op === 'replace').map(({ after }) => after?.type),
      [],
    );
  });
}

test('subnets outlive a retained cluster that has left the stack', async (t) => {
  const [owned, left] = [stageWith('prod', {}), stageWith('prod', { kafka: { type: 'none' } })];
  const gone = await outcomeOf({ from: owned, to: left });
  t.true(gone.decision.losses.every(({ retained }) => retained));
  const subnets = (await running(left)).filter(({ type }) => type === 'aws:ec2/subnet:Subnet');
  const inUse = subnets.filter(({ name }) => name.includes('-private-'));
  t.is(inUse.length, 3);
  for (const { options } of inUse) t.true(options.retainOnDelete);
});
