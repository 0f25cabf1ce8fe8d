export { answerStatement } from './answer-statement.ts';
export { checkQuery, cleanQuery, newestQuery, newestStreamedQuery, quarantineQuery } from './clean.ts';
export { type Dialect, dialects } from './dialect.ts';
export { type AnswerName, answerNames, answerQuery, type Question, questions } from './questions.ts';
export { correctedQuery, standingQuery } from './replay.ts';
export { correctionsQuery, eventLinesQuery, landedLinesQuery } from './spark-lines.ts';
