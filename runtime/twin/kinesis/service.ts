import type { z } from 'zod';
import type { Faults } from './faults.ts';
import type { ShardLimits } from './limits.ts';
import { readRequest } from './members.ts';
import type { StreamStore } from './store.ts';

/** What the actions work on. */
export interface Service {
  readonly store: StreamStore;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** What each shard takes and gives a second; undefined when that is not limited. */
  readonly limits: ShardLimits | undefined;
  readonly faults: Faults;
}

/** The result of an action: an object, its JSON already written, or nothing. */
type Result = object | string | undefined;

/** An action of the API. */
export interface Action<T = never> {
  readonly run: (service: Service, input: T) => Result | Promise<Result>;
  /** Runs it with a request as it came. */
  readonly answer: (service: Service, request: unknown) => Result | Promise<Result>;
}

/** An action that takes these members. */
export function action<T>(members: z.ZodType<T>, run: Action<T>['run']): Action<T> {
  return { run, answer: (service, request) => run(service, readRequest(members, request)) };
}
