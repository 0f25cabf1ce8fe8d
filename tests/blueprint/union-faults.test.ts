import { readdirSync, readFileSync } from 'node:fs';
import test from 'ava';
import fc from 'fast-check';
import { parse } from 'yaml';
import type { z } from 'zod';
import { checkStage, type Fault, parseStage } from '../../runtime/blueprint/index.ts';
import { objects } from '../../runtime/blueprint/stage/schema.ts';
import { databricks, devStage } from '../helpers/stage.ts';

type Path = readonly string[];
type Values = Readonly<Record<string, unknown>>;

const good = new URL('../fixtures/stages/good/', import.meta.url);
const goodStages = readdirSync(good).flatMap((file) => {
  const stage = parse(readFileSync(new URL(file, good), 'utf8'), { merge: true }).config['pinflow:stage'];
  return typeof stage === 'object' ? [parseStage(stage)] : [];
});

const unions: Path[] = [
  ...['network', 'kafka', 'client', 'connector', 'artifacts', 'streams', 'ingest'].map((section) => [section]),
  ...['encryption', 'workspace', 'orchestration'].map((section) => [section]),
  ['lake', 'transition'],
  ['observability', 'alarms'],
  ['observability', 'budget'],
  ['workspace', 'catalog'],
  ['workspace', 'compute'],
  ['workspace', 'stream'],
  ['workspace', 'stream', 'access'],
];

for (const path of unions) {
  const branches = branchesAt(path);
  const valid = validValues(path);
  const keys = [...new Set(branches.flatMap(({ shape }) => Object.keys(shape)))].filter((key) => key !== 'type');
  const type = fc.constantFrom<Values>({}, { type: 'nonsense' });
  const isParentDecided = fc.boolean();

  test(`values that some branch allows are no faults where the type is missing or wrong: ${path.join('.')}`, (t) => {
    fc.assert(
      fc.property(valid, type, isParentDecided, (values, typed, isDecided) => {
        const below = faultsBelow(path, { ...values, ...typed }, isDecided).map((fault) => fault.path.join('.'));
        const isReported = isDecided || path.length === 1 || path[0] !== 'workspace' || 'type' in typed;
        t.deepEqual(below, isReported ? [[...path, 'type'].join('.')] : []);
      }),
    );
  });

  test(`a value that no branch allows is a fault where the type is missing or wrong: ${path.join('.')}`, (t) => {
    const wrong = fc.constantFrom<unknown>('?', -1.5, null, true, [{}], { nonsense: true });
    const planted = fc
      .record({ key: fc.oneof(fc.constantFrom('nonsense', 'typ', ...keys)), value: wrong })
      .filter(({ key, value }) =>
        branches.every(({ shape }) => !Object.hasOwn(shape, key) || !shape[key]?.safeParse(value).success),
      );
    fc.assert(
      fc.property(valid, type, planted, isParentDecided, (values, typed, { key, value }, isDecided) => {
        const faults = faultsBelow(path, { ...values, ...typed, [key]: value }, isDecided);
        const keyPath = [...path, key].join('.');
        t.true(
          faults.some((fault) => `${fault.path.join('.')}.`.startsWith(`${keyPath}.`)),
          `${keyPath}: ${JSON.stringify({ value, faults })}`,
        );
      }),
    );
  });
}

/** The faults of a stage at and below a union, with the type of the workspace taken away where the parents shall not be decided. */
function faultsBelow(path: Path, written: Values, isParentDecided: boolean): readonly Fault[] {
  const { type: _, ...undecided } = databricks.workspace;
  const stage = { ...devStage, ...databricks, ...(!isParentDecided && path.length > 1 && { workspace: undecided }) };
  const { faults } = checkStage(withValue(stage, path, written));
  return faults.filter((fault) => path.every((step, index) => fault.path[index] === step));
}

function withValue(parent: Values, [step = '', ...rest]: Path, value: unknown): Values {
  const inner = rest.length === 0 ? value : withValue((parent[step] ?? { type: 'managed' }) as Values, rest, value);
  return { ...parent, [step]: inner };
}

/** The branches of the union at a path: of a union on the way there, those below any of its branches. */
function branchesAt(path: Path): readonly z.ZodObject[] {
  return path.reduce<readonly z.ZodObject[]>(
    (parents, step) => parents.flatMap(({ shape }) => (shape[step] === undefined ? [] : optionsOf(shape[step]))),
    [objects.dev],
  );
}

function optionsOf(schema: z.core.$ZodType): readonly z.ZodObject[] {
  const { innerType, options } = schema._zod.def as { innerType?: z.ZodType; options?: readonly z.ZodObject[] };
  return innerType === undefined ? (options ?? [schema as z.ZodObject]) : optionsOf(innerType);
}

/** Some keys of any branches of a union, with values from the good stages. */
function validValues(path: Path): fc.Arbitrary<Values> {
  const sections = goodStages.flatMap((stage) => {
    const section = path.reduce<unknown>((value, step) => (value as Values | undefined)?.[step], stage);
    return section === undefined ? [] : [section as Values];
  });
  const keys = [...new Set(sections.flatMap((section) => Object.keys(section)))].filter((key) => key !== 'type');
  const entries = keys.map((key) => {
    const values = sections.flatMap((section) => (Object.hasOwn(section, key) ? [section[key]] : []));
    return [key, fc.constantFrom(...values)] as const;
  });
  return fc.record(Object.fromEntries(entries), { requiredKeys: [] });
}
