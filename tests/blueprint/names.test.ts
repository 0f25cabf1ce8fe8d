import test from 'ava';
import fc from 'fast-check';
import { names, parseStage, sinkSettings } from '../../runtime/blueprint/index.ts';
import { devStage } from '../helpers/stage.ts';

const userId = fc.stringMatching(/^[a-z0-9]{3,20}$/);

/** What each service allows in a name: S3 bucket, Kafka topic, Kinesis stream, Hive table. */
const allowed = {
  bucket: /^(?!xn--|sthree-)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
  topic: /^[a-zA-Z0-9._-]{1,249}$/,
  stream: /^[a-zA-Z0-9_.-]{1,128}$/,
  table: /^[a-z0-9_]{1,128}$/,
};

function byService(id: string) {
  const { bucket, topics, deadLetterTopic, streams, batchTables, streamTables, quarantineTables, replayedTable } =
    names({
      userId: id,
    });
  return {
    bucket: [bucket],
    topic: [...Object.values(topics), deadLetterTopic],
    stream: Object.values(streams),
    table: [replayedTable, ...[batchTables, streamTables, quarantineTables].flatMap((tables) => Object.values(tables))],
  };
}

test('every user id gives names that their services allow', (t) => {
  fc.assert(
    fc.property(userId, (id) => {
      const made = byService(id);
      for (const [service, pattern] of Object.entries(allowed)) {
        for (const name of made[service as keyof typeof made]) t.regex(name, pattern);
      }
    }),
  );
});

test('no two names of a service are the same, of one stack or of two', (t) => {
  fc.assert(
    fc.property(userId, userId, (one, other) => {
      const ids = one === other ? [one] : [one, other];
      for (const service of ['bucket', 'topic', 'stream', 'table'] as const) {
        const made = ids.flatMap((id) => byService(id)[service]);
        t.is(new Set(made).size, made.length);
      }
    }),
  );
});

test("the sink reads its own stack's topics, not the dead letters, and no other stack's", (t) => {
  fc.assert(
    fc.property(
      userId,
      fc.oneof(
        userId,
        userId.map((id) => `${id}x`.slice(-20)),
      ),
      (one, other) => {
        fc.pre(one !== other);
        const pattern = new RegExp(`^(?:${sinkSettings(parseStage({ ...devStage, userId: one }))['topics.regex']})$`);
        const { topics, deadLetterTopic } = names({ userId: one });
        for (const topic of Object.values(topics)) t.regex(topic, pattern);
        for (const topic of [deadLetterTopic, ...Object.values(names({ userId: other }).topics)])
          t.notRegex(topic, pattern);
      },
    ),
  );
});
