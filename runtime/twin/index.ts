export type { FaultPlan } from './kinesis/faults.ts';
export type { Appended, Header, LogRecord, StoredRecord, TopicDescription, TopicLog } from './log/port.ts';
export type { Sink, SinkCounts } from './sink/sink.ts';
export { startTwin, type Twin, type TwinOptions, twinFolders } from './start.ts';
