export { type AnswerRow, answerQuestions } from './answers.ts';
export { type BatchCounts, type BatchJob, runBatchJob } from './batch.ts';
export { listQuarantine, type Quarantine, type RejectedRecord } from './quarantine.ts';
