/** What every rule says of itself. */
interface RuleText {
  /** The file's name. */
  readonly name: string;
  /** mandatory: the engine stops; advisory: it warns. */
  readonly level: 'mandatory' | 'advisory';
  readonly severity: 'low' | 'medium' | 'high' | 'critical';
  readonly forbids: string;
  readonly reason: string;
  readonly remedy: string;
}

/** A resource as a rule sees it. Reading a value that a preview does not know ends the rule: the engine then says that it could not run. */
export interface Checked {
  readonly type: string;
  readonly name: string;
  readonly props: Props;
  readonly protect: boolean;
  /** The inputs of its provider. */
  readonly provider: Props | undefined;
}

/** Inputs of a resource. */
export type Props = Readonly<Record<string, unknown>>;

/** A rule for one resource. */
export interface Rule extends RuleText {
  /** Types that it looks at; `*` for all. */
  readonly types: readonly string[];
  /** What is wrong, each with the property. */
  readonly violations: (resource: Checked) => string[];
}

/** A resource among those of its stack. */
export interface StackResource {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  readonly props: Props;
  readonly protect: boolean;
  /** The inputs of its provider. */
  readonly provider: Props | undefined;
  readonly propertyDependencies: Readonly<Record<string, readonly { readonly urn: string }[]>>;
}

/** A rule about resources that belong together. */
export interface StackRule extends RuleText {
  readonly violations: (resources: readonly StackResource[]) => { readonly urn: string; readonly message: string }[];
  readonly ofStack: true;
}

export function isStackRule(rule: Rule | StackRule): rule is StackRule {
  return 'ofStack' in rule;
}

/** A property that is an object; an empty one where there is none. */
export function objectAt(props: Props, property: string): Props {
  const value = props[property];
  return typeof value === 'object' && value !== null ? (value as Props) : {};
}

/** The objects of a property that is a list. */
export function listAt(props: Props, property: string): readonly Props[] {
  const value = props[property];
  return Array.isArray(value) ? value : [];
}

/** The tags that the resource gets from its provider. */
export function defaultTags(provider: Props | undefined): Props {
  return provider === undefined ? {} : objectAt(parsed(provider, 'defaultTags'), 'tags');
}

/** Whether the stack is a production stage, by the tag of its provider. */
export function isProd(provider: Props | undefined): boolean {
  return defaultTags(provider)['pinflow:profile'] === 'prod';
}

/** A property of a provider: the engine hands its objects over as JSON. */
function parsed(props: Props, property: string): Props {
  const value = props[property];
  return typeof value === 'string' ? (JSON.parse(value) as Props) : objectAt(props, property);
}
