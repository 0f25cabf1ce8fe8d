import type { ResourceChange } from './preview.ts';

/** A change that fails at `pulumi up`, or that has a way without loss; no intention covers it. */
export interface Refusal {
  readonly resource: ResourceChange;
  /** Why, and what to do instead. */
  readonly message: string;
}
