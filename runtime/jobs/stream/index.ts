export { defaultTrigger } from './batch-queue.ts';
export { countStreamTables } from './count-tables.ts';
export { runStreamJob, type StreamJob } from './job.ts';
export type { StreamProgress } from './progress.ts';
