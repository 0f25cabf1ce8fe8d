/** What a pull request may name as intended. */
export const lossVerbs = ['replace', 'delete'] as const;

/** How a resource that holds data is lost. */
export type LossVerb = (typeof lossVerbs)[number];

/** A line of a pull request's description that names a loss as intended. */
export interface Intention {
  readonly verb: LossVerb;
  /** A logical name, or a URN. */
  readonly resource: string;
}

/** What a pull request's description says about losses. */
export interface Intentions {
  readonly named: readonly Intention[];
  /** Lines that begin as an intention does and are none. */
  readonly unreadable: readonly string[];
}

/** The word that a line of a description begins with when it names a loss as intended. */
const intentionWord = 'pinflow-intended';

/** An intention as a line of a description. */
export function intentionLine({ verb, resource }: Intention): string {
  return `${intentionWord}: ${verb} ${resource}`;
}

/**
 * Reads the intentions of a pull request's description: lines of their own such as `pinflow-intended: delete NAME`, also as list
 * items or in backticks. HTML comments do not count, so that a template can show an example.
 */
export function parseIntentions(description: string): Intentions {
  const lines = description.replaceAll(/<!--[\s\S]*?(-->|$)/g, '').split(/\r?\n|\r/);
  const [named, unreadable]: [Intention[], string[]] = [[], []];
  for (const line of lines) {
    const said = line
      .trim()
      .replace(/^[-*+]\s+/, '')
      .replace(/^(`+)(.*)\1$/, '$2');
    if (!said.toLowerCase().startsWith(intentionWord)) continue;
    const [, verb, resource] = /^[^:]*:\s*(\S+)\s+(\S.*)$/.exec(said) ?? [];
    const known = lossVerbs.find((one) => one === verb?.toLowerCase());
    if (known === undefined || resource === undefined) unreadable.push(said);
    else named.push({ verb: known, resource: resource.replace(/^`(.*)`$/, '$1').trim() });
  }
  return { named, unreadable };
}
