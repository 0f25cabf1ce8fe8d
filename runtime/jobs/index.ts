export { type AnswerRow, answerQuestions } from './answers.ts';
export { type BatchCounts, type BatchJob, runBatchJob } from './batch.ts';
export { listQuarantine, type Quarantine, type RejectedRecord, type Selection, showQuarantined } from './quarantine.ts';
export { readCorrections } from './replay/corrections-file.ts';
export { isJsonObject, type JsonObject, parseJson } from './replay/json.ts';
export type { Repair } from './replay/repair.ts';
export { type Replayed, type ReplayOptions, replayQuarantine } from './replay/replay.ts';
export { countStreamTables, defaultTrigger, runStreamJob, type StreamProgress } from './stream/index.ts';
export { optimizeTables, vacuumTables } from './upkeep.ts';
