import test from 'ava';
import { nodeFiles } from '../../../runtime/twin/log/files.ts';
import { readPartition } from '../helpers/logs.ts';
import { textOf } from '../helpers/records.ts';
import { entriesOf, openRestProxy } from '../helpers/rest.ts';

const refused = (errorCode: number, error: string) => ({ partition: null, offset: null, error_code: errorCode, error });

test('a record that is too large is refused alone, with 50002 inside a 200', async (t) => {
  const { log, produce } = await openRestProxy(t, { 'producer.max.request.size': '1000' });
  // A batch of one record: 61 bytes of header, at most 21 of the record's own, one of each length up to 63, two up to 8191.
  const fits = 'x'.repeat(1000 - 61 - 21 - 1 - 2 - 1 - 2);
  const body = [fits, `${fits}x`, 'small'].map((value) => ({ value, partition: 0 }));
  const answer = await produce(JSON.stringify({ records: body }));
  t.is(answer.status, 200);
  const error =
    'The message is 1001 bytes when serialized which is larger than 1000, which is the value of the max.request.size configuration.';
  t.deepEqual(entriesOf(answer)[1], refused(50002, error));
  t.deepEqual((await readPartition(log, 'demo.pin', 0)).map(textOf), [`"${fits}"`, '"small"']);
});

test('the largest record is 1 MiB unless the properties say otherwise', async (t) => {
  const { produce } = await openRestProxy(t);
  const [entry] = entriesOf(await produce(JSON.stringify({ records: [{ value: 'x'.repeat(1_048_576) }] })));
  t.is(entry?.error_code, 50002);
  t.regex(String(entry?.error), / larger than 1048576, /);
});

test('a missing topic is 50003 for each record, with the time that the producer would have waited', async (t) => {
  const { produce } = await openRestProxy(t, { 'producer.max.block.ms': '5000' });
  const answer = await produce('{"records":[{"value":1},{"value":2}]}', 'demo.none');
  t.is(answer.status, 200);
  const entry = refused(50003, 'Topic demo.none not present in metadata after 5000 ms.');
  t.deepEqual(entriesOf(answer), [entry, entry]);
});

test('a missing partition is 50003 for its record alone', async (t) => {
  const { produce } = await openRestProxy(t);
  const answer = await produce('{"records":[{"value":1,"partition":3},{"value":2,"partition":0}]}');
  t.is(answer.status, 200);
  const error = 'Partition 3 of topic demo.pin with partition count 3 is not present in metadata after 60000 ms.';
  t.deepEqual(entriesOf(answer), [refused(50003, error), { partition: 0, offset: 0, error_code: null, error: null }]);
});

for (const topic of ['a%2Fb', 'caf%C3%A9', 'a%20b', '..', 'x'.repeat(250)]) {
  test(`a name that Kafka does not allow is 50002: ${topic.slice(0, 10)}`, async (t) => {
    const { log, produce } = await openRestProxy(t);
    const answer = await produce('{"records":[{"value":1}]}', topic);
    t.deepEqual(entriesOf(answer), [refused(50002, `Invalid topics: [${decodeURIComponent(topic)}]`)]);
    t.deepEqual(await log.topics(), ['demo.pin']);
  });
}

test('a full disk refuses records with 50003 and takes them again when there is room', async (t) => {
  let full = false;
  const write: typeof nodeFiles.write = (...args) => {
    if (full) throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    return nodeFiles.write(...args);
  };
  const { log, produce } = await openRestProxy(t, {}, { files: { ...nodeFiles, write } });
  const body = '{"records":[{"value":1,"partition":0},{"value":2,"partition":1}]}';
  await produce(body);
  full = true;
  const answer = await produce(body);
  t.is(answer.status, 200);
  for (const entry of entriesOf(answer)) {
    t.is(entry.error_code, 50003);
    t.regex(String(entry.error), /^Disk error .* ENOSPC: no space left on device/);
  }
  t.is((await readPartition(log, 'demo.pin', 0)).length, 1);
  full = false;
  t.deepEqual(
    entriesOf(await produce(body)).map(({ offset }) => offset),
    [1, 1],
  );
});
