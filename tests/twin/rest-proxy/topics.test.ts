import test from 'ava';
import { send } from '../helpers/http.ts';
import { openRestProxy } from '../helpers/rest.ts';

test("topics are listed by name, without Kafka's own", async (t) => {
  const { log, url } = await openRestProxy(t);
  await log.createTopic('demo.dlq', 1);
  await log.createTopic('__consumer_offsets', 1);
  const answer = await send(url, { path: '/topics' });
  t.is(answer.status, 200);
  t.is(answer.headers['content-type'], 'application/vnd.kafka.v2+json');
  t.is(answer.text, '["demo.dlq","demo.pin"]');
});

test('a topic is described with its partitions', async (t) => {
  const { url } = await openRestProxy(t);
  const answer = await send(url, { path: '/topics/demo.pin?x=1' });
  t.is(answer.status, 200);
  const { name, configs, partitions } = JSON.parse(answer.text);
  t.is(name, 'demo.pin');
  for (const value of Object.values(configs)) t.is(typeof value, 'string');
  const replicas = [{ broker: 1, leader: true, in_sync: true }];
  t.deepEqual(
    partitions,
    [0, 1, 2].map((partition) => ({ partition, leader: 1, replicas })),
  );
});

test('a topic that does not exist is 404 with the code 40403', async (t) => {
  const { url } = await openRestProxy(t);
  const answer = await send(url, { path: '/topics/demo.none' });
  t.is(answer.status, 404);
  t.is(answer.text, '{"error_code":40403,"message":"This server does not host this topic-partition."}');
});

test('HEAD is answered like GET, without the body', async (t) => {
  const { url } = await openRestProxy(t);
  const [got, head] = [await send(url, { path: '/topics' }), await send(url, { method: 'HEAD', path: '/topics' })];
  t.is(head.status, 200);
  t.is(head.headers['content-length'], String(got.body.length));
  t.is(head.body.length, 0);
});
