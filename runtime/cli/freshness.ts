import type { StreamProgress } from '../jobs/index.ts';

/** How soon records became readable, in words. */
export function freshnessText({ p50, p99 }: NonNullable<StreamProgress['freshness']>): string {
  return `From arrival to readable: half within ${p50} ms, 99 of 100 within ${p99} ms`;
}
