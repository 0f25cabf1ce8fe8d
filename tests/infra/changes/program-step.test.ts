import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import test from 'ava';
import type { Stage } from '../../../runtime/blueprint/index.ts';
import { readStackFile } from '../../../runtime/cli/stage-file.ts';
import { outcome, recorded } from './judge.ts';
import { planUpdate, type Resource, type Step } from './plan.ts';

/** Types that the step from the program of 2026-11-30 to this one replaces, by stage. */
const replacedByThisProgram: Readonly<Record<string, readonly string[]>> = {
  dev: ['aws:mskconnect/connector:Connector', 'aws:mskconnect/customPlugin:CustomPlugin'],
  prod: ['aws:mskconnect/connector:Connector', 'aws:mskconnect/customPlugin:CustomPlugin'],
};

for (const [name, replaced] of Object.entries(replacedByThisProgram)) {
  test(`${name} as the program of 2026-11-30 made it reaches this one with no other replacement`, async (t) => {
    const file = new URL(`../../fixtures/recordings/${name}-2026-11-30.ndjson`, import.meta.url);
    const before = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line): Resource => JSON.parse(line.replaceAll(`urn:pulumi:${name}::`, 'urn:pulumi:stack::')));
    const { stage } = readStackFile(name);
    const steps: Step[] = await planUpdate(before, await shortenedResources(stage), (replaced) =>
      shortenedResources(stage, replaced),
    );
    const { troubles, decision } = outcome(before, steps, stage);
    t.deepEqual([troubles, decision.losses, decision.refusals], [[], [], []]);
    t.deepEqual(steps.flatMap(({ op, after }) => (op === 'replace' ? [after?.type] : [])).sort(), [...replaced]);
    t.deepEqual(
      steps.flatMap(({ op, before: gone }) => (op === 'delete' ? [gone?.urn] : [])),
      [],
    );
  });
}

/** The resources of this program as the recordings of the old one hold them. */
async function shortenedResources(stage: Stage, replaced?: ReadonlySet<string>): Promise<Resource[]> {
  return (await recorded(stage, replaced)).map(shortened);
}

/** A resource as the recordings of the old program hold it: long texts by their digest. */
function shortened(resource: Resource): Resource {
  return { ...resource, inputs: digested(resource.inputs) as Resource['inputs'] };
}

function digested(value: unknown): unknown {
  if (typeof value === 'string')
    return value.length > 300 ? `sha256:${createHash('sha256').update(value).digest('hex')}` : value;
  if (Array.isArray(value)) return value.map(digested);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, digested(inner)]));
}
