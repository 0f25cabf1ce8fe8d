const mebibyte = 1024 * 1024;

/** What a request to Amazon Kinesis may hold (Amazon Kinesis API Reference, "PutRecords"); the bytes of a record are those of data and key. */
export const kinesisLimits = { records: 500, bytes: 10 * mebibyte, recordBytes: mebibyte } as const;
