export type { Account, Ended, KindAccount, PartitionAccount, Refusal } from './delivery/account.ts';
export { emulate } from './emulate.ts';
export { openFiles } from './files/index.ts';
export { openGenerator, type TableOptions } from './generator/index.ts';
export type { EmulateOptions } from './options.ts';
export { originalRows } from './order.ts';
export type { Rate } from './pace.ts';
export type { ProgressReport } from './progress.ts';
export type { Source } from './source.ts';
