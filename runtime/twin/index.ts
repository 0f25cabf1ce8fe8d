export type { Appended, Header, LogRecord, StoredRecord, TopicDescription, TopicLog } from './log/port.ts';
export type { Sink, SinkCounts } from './sink/sink.ts';
export { bucketFolder, startTwin, type Twin, type TwinOptions } from './start.ts';
