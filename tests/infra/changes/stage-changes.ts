import { checkStage, type Profile, type Stage, stackFileSchema } from '../../../runtime/blueprint/index.ts';
import { databricks, devStage, prodStage } from '../../helpers/stage.ts';
import { branches, type Written } from './branches.ts';
import { type Another, values } from './values.ts';

/** One change of a running stage. */
export interface StageChange {
  /** The option that changes, or the union whose branch does. */
  readonly path: string;
  readonly title: string;
  readonly from: Stage;
  readonly to: Stage;
}

/** A stage of each profile with everything that pinflow offers. */
export const bases: Readonly<Record<Profile, Written>> = {
  dev: { ...devStage, ...databricks },
  prod: { ...prodStage, ...databricks },
};

/** Every change of {@link optionChanges} and {@link branchChanges}. */
export function stageChanges(profile: Profile, choices: Choices = 'some'): StageChange[] {
  return [...optionChanges(profile, choices), ...branchChanges(profile)];
}

/** Whether an option takes every one of its other choices, or one of a long list. */
export type Choices = 'every' | 'some';

/** The paths of all options that a stage can have. */
export function everyOption(): string[] {
  return [...new Set(roots().flatMap((root) => leaves(root, '')))].sort();
}

/** Every branch of every union to every other. */
export function branchChanges(profile: Profile): StageChange[] {
  const base = bases[profile];
  return Object.entries(branches).flatMap(([path, patches]) =>
    Object.entries(patches).flatMap(([one, from]) =>
      Object.entries(patches)
        .filter(([other]) => other !== one)
        .flatMap(([other, to]) => change(`${path}.type`, `${path}: ${one} to ${other}`, from(base), to(base))),
    ),
  );
}

/** Every option changed to other choices, in every branch that has it. */
export function optionChanges(profile: Profile, choices: Choices = 'some'): StageChange[] {
  const base = bases[profile];
  const inBranches = Object.entries(branches).flatMap(([path, patches]) =>
    Object.entries(patches).flatMap(([branch, patch]) => {
      // Copies are an option of a stage whose Kafka has brokers.
      const own = [path, ...(path === 'kafka' ? ['topics'] : [])];
      const options = optionsOf(patch(base)).filter((option) => own.some((one) => option.path.startsWith(`${one}.`)));
      return options.flatMap((option) => changesOf(patch(base), option, choices, ` (${path} ${branch})`));
    }),
  );
  return unique([...optionsOf(base).flatMap((option) => changesOf(base, option, choices, '')), ...inBranches]);
}

/** The same change of the same section in another branch of the rest is the same change. */
function unique(changes: readonly StageChange[]): StageChange[] {
  const sectionOf = ({ path }: StageChange, stage: Stage) => stage[path.split('.')[0] as keyof Stage];
  const seen = new Map(
    changes
      .toReversed()
      .map((one) => [JSON.stringify([one.path, sectionOf(one, one.from), sectionOf(one, one.to)]), one]),
  );
  return changes.filter((one) => [...seen.values()].includes(one));
}

/** An option of a stage, with its part of the JSON Schema and its value with defaults. */
interface Option {
  readonly path: string;
  readonly node: Node;
  readonly value: unknown;
}

/** A part of a JSON Schema. */
interface Node {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly oneOf?: readonly Node[];
  readonly anyOf?: readonly Node[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
}

function changesOf(stage: Written, { path, node, value }: Option, choices: Choices, place: string): StageChange[] {
  const groups: readonly (readonly Another[])[] = values[path]
    ? [values[path]]
    : others(path, node, value, choices).map((one) => [{ value: one }]);
  return groups.flatMap((group) => {
    const made = group.flatMap((one) => {
      const title = typeof one === 'function' ? path : `${path}: ${shown(value)} to ${shown(one.value)}`;
      return change(
        path,
        title + place,
        stage,
        typeof one === 'function' ? one(stage) : withValue(stage, path, one.value),
      );
    });
    return made.slice(0, 1);
  });
}

/** Other values that the schema itself tells. */
function others(path: string, { type, enum: list, anyOf, minimum, maximum }: Node, value: unknown, choices: Choices) {
  const all = list ?? anyOf?.map((one) => one.const);
  if (all !== undefined)
    return all.filter((one) => one !== value).slice(0, choices === 'every' || all.length <= 6 ? all.length : 1);
  if (type === 'boolean') return [!value];
  if (type === 'integer' || type === 'number') {
    const number = typeof value === 'number' ? value : (minimum ?? 1);
    return [number + 1 > (maximum ?? Number.POSITIVE_INFINITY) ? number - 1 : number + 1];
  }
  throw new Error(`no other value of ${path} is known: add one to tests/infra/changes/values.ts`);
}

/** The change, where both stages are ones that the schema takes and differ. */
function change(path: string, title: string, from: Written, to: Written): StageChange[] {
  const [one, other] = [checkStage(from).stage, checkStage(to).stage];
  if (one === undefined || other === undefined || JSON.stringify(one) === JSON.stringify(other)) return [];
  return [{ path, title, from: one, to: other }];
}

function optionsOf(stage: Written): Option[] {
  const parsed = checkStage(stage).stage;
  const root = roots().find((one) => one.properties?.profile?.const === stage.profile);
  return parsed === undefined || root === undefined ? [] : optionsIn(root, parsed, '');
}

function optionsIn(node: Node, value: unknown, path: string): Option[] {
  const chosen = branchOf(node, value);
  if (chosen.properties === undefined)
    return chosen.const === undefined || path === 'profile' ? [{ path, node, value }] : [];
  return Object.entries(chosen.properties).flatMap(([key, inner]) =>
    optionsIn(inner, (value as Record<string, unknown> | undefined)?.[key], path === '' ? key : `${path}.${key}`),
  );
}

function branchOf(node: Node, value: unknown): Node {
  const type = (value as { type?: unknown } | undefined)?.type;
  return (
    (node.oneOf ?? node.anyOf)?.find(({ properties }) => properties !== undefined && properties.type?.const === type) ??
    node
  );
}

function leaves(node: Node, path: string): string[] {
  const parts = (node.oneOf ?? node.anyOf ?? [node]).filter(({ properties }) => properties !== undefined);
  if (parts.length === 0) return [path];
  return parts.flatMap(({ properties = {} }) =>
    Object.entries(properties).flatMap(([key, inner]) => leaves(inner, path === '' ? key : `${path}.${key}`)),
  );
}

function roots(): readonly Node[] {
  const schema = stackFileSchema() as Node;
  return schema.properties?.config?.properties?.['pinflow:stage']?.oneOf ?? [];
}

/** The stage with the section of an option written out, and the option in it changed. */
function withValue(stage: Written, path: string, value: unknown): Written {
  const [section = '', ...keys] = path.split('.');
  const whole = checkStage(stage).stage?.[section as keyof Stage];
  return { ...stage, [section]: replaced(whole, keys, value) };
}

function replaced(object: unknown, [key, ...more]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value;
  const known = (object ?? {}) as Readonly<Record<string, unknown>>;
  return { ...known, [key]: replaced(known[key], more, value) };
}

function shown(value: unknown): string {
  return typeof value === 'object' || value === undefined ? JSON.stringify(value ?? null) : String(value);
}
