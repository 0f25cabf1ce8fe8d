import { fault, type Rule, rule } from './rule.ts';

/** Rules of the ingest API. */
export const ingestRules: readonly Rule[] = [
  rule(['ingest', 'client', 'streams'], ({ ingest, client, streams }) => [
    ingest.type === 'managed' &&
      client.type === 'none' &&
      streams.type === 'none' &&
      fault('ingest.type', 'has nothing behind it, neither Kafka client nor streams: use none'),
  ]),
  rule(['ingest', 'profile'], ({ ingest, profile }) => [
    ingest.type === 'managed' &&
      profile === 'prod' &&
      ingest.authorization !== 'iam' &&
      fault('ingest.authorization', 'a prod stage takes signed requests only: use iam'),
    ingest.type === 'managed' &&
      profile === 'prod' &&
      ingest.streamRoutes === 'all' &&
      fault('ingest.streamRoutes', 'a prod stage offers no route that creates or deletes streams: use records or none'),
  ]),
  rule(['ingest'], ({ ingest }) => [
    ingest.type === 'managed' &&
      ingest.authorization === 'none' &&
      ingest.streamRoutes === 'all' &&
      fault('ingest.streamRoutes', 'anyone could delete the streams: use records, or authorization iam'),
  ]),
];
