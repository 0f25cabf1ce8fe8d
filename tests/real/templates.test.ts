import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import { jsonTexts, plainNumbers, stringTexts, texts } from '../twin/helpers/json-texts.ts';
import { errorTemplate, type Given, renderHere, requestTemplate } from '../twin/helpers/templates.ts';
import { real } from './helpers/parts.ts';
import { realFolder } from './helpers/python.ts';

/** JSON with every letter beyond ASCII escaped, and DEL, which json-smart leaves out of a string that has an escape. */
function ascii(json: string): string {
  return json.replace(/[\x7f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** What Apache Velocity and Jayway JsonPath make of each, in one process. */
function renderInJava(given: readonly Given[]) {
  const jars = fileURLToPath(new URL('template-jars/*', realFolder));
  const program = fileURLToPath(new URL('helpers/Templates.java', import.meta.url));
  const input = given.map((one) => `${ascii(JSON.stringify({ stream: 'streaming-demo-pin', ...one }))}\n`).join('');
  const { stdout, stderr } = spawnSync('java', ['-cp', jars, program], { input, encoding: 'utf8', maxBuffer: 2 ** 28 });
  const rendered = stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
  if (rendered.length !== given.length) throw new Error(`${rendered.length} of ${given.length}: ${stderr}`);
  return rendered.map(({ bytes, responseOverride }) => ({ bytes: Buffer.from(bytes, 'base64'), responseOverride }));
}

/** Asserts that both make the same bytes and override the same of the answer. */
function agree(t: ExecutionContext, given: readonly Given[]): void {
  const foreign = renderInJava(given);
  for (const [i, one] of given.entries()) {
    const ours = renderHere(one);
    t.is(String(ours.bytes), String(foreign[i]?.bytes), JSON.stringify(one));
    t.deepEqual(ours.responseOverride, foreign[i]?.responseOverride, JSON.stringify(one));
  }
}

/** Values as both read and write them; what they differ in is named below. */
const value = jsonTexts(plainNumbers).map(withoutDel);
const string = stringTexts.map(withoutDel);
/** A body of `null` is none to JsonPath. */
const anyBody = value.filter((text) => text !== 'null');

function withoutDel(text: string): string {
  return text.replaceAll('\x7f', '\\u007f');
}

const sample = <T>(arbitrary: fc.Arbitrary<T>, numRuns: number) => fc.sample(arbitrary, { numRuns, seed: 5 });

/** An object with some of these members, in any order, some of them twice. */
const some = (members: Readonly<Record<string, fc.Arbitrary<string>>>) =>
  fc
    .array(fc.oneof(...Object.entries(members).map(([name, of]) => of.map((text) => `"${name}":${text}`))), {
      maxLength: 4,
    })
    .map((texts) => `{${texts.join(', ')}}`);

real(['Java 17', 'a Java compiler', 'the template jars'], () => {
  test('records: Velocity and JsonPath make the same request for Kinesis, byte for byte', (t) => {
    const body = some({ Data: value, PartitionKey: fc.oneof(string, value), StreamName: string });
    const given = fc.record({ template: fc.constant(requestTemplate('PutRecord')), body, stream: texts });
    agree(t, sample(given, 500));
  });

  test('many records: Velocity and JsonPath make the same request for Kinesis, byte for byte', (t) => {
    const record = fc.oneof({ weight: 4, arbitrary: some({ data: value, 'partition-key': string }) }, value);
    const records = fc.array(record, { maxLength: 8 }).map((texts) => `{"records":[${texts.join(',')}]}`);
    const body = fc.oneof({ weight: 4, arbitrary: records }, some({ records: value }), anyBody);
    agree(t, sample(fc.record({ template: fc.constant(requestTemplate('PutRecords')), body }), 500));
  });

  test('500 records and more: both end in the same place', (t) => {
    const template = requestTemplate('PutRecords');
    const body = (length: number) =>
      JSON.stringify({ records: Array.from({ length }, (_, i) => ({ data: i, 'partition-key': `${i}` })) });
    agree(
      t,
      [1, 500, 501, 502, 1500].map((length) => ({ template, body: body(length) })),
    );
  });

  test('streams: both write the same names', (t) => {
    const actions = fc.constantFrom('ListStreams', 'CreateStream', 'DescribeStream', 'DeleteStream');
    const given = fc.record({ template: actions.map(requestTemplate), body: fc.constant('{}'), stream: texts });
    agree(t, sample(given, 200));
  });

  test('errors: both give the same body, status and advice', (t) => {
    const types = [
      'ResourceNotFoundException',
      'LimitExceededException',
      'ProvisionedThroughputExceededException',
      'X',
      '',
    ];
    const type = fc.oneof(
      fc.constantFrom(...types).map((name) => JSON.stringify(name)),
      value,
    );
    const body = fc.oneof(some({ __type: type, message: string }), anyBody);
    agree(t, sample(fc.record({ template: fc.constant(errorTemplate), body }), 300));
  });

  test('other numbers keep their value', (t) => {
    const number = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
      fc.constantFrom('-0', '1E+2', '0.10', '5e-324', '1e-400', '123456789012345678901234567890.5'),
    );
    const given = sample(number, 300).map((text) => ({ template: "$input.json('$.n')", body: `{"n":${text}}` }));
    const foreign = renderInJava(given);
    for (const [i, one] of given.entries()) {
      t.is(Number(renderHere(one).bytes) + 0, Number(foreign[i]?.bytes) + 0, one.body);
    }
  });

  test('json-smart loses what it cannot hold, and the twin does not', (t) => {
    const template = "$input.json('$.v')";
    const given = ['{"v":-1e400}', '{"v":"\\n\x7f"}'].map((body) => ({ template, body }));
    t.deepEqual(
      renderInJava(given).map(({ bytes }) => JSON.parse(String(bytes))),
      [null, '\n'],
    );
    t.deepEqual(
      given.map((one) => String(renderHere(one).bytes)),
      ['-1e400', '"\\n\\u007F"'],
    );
  });

  test('templates that are not ours: both write lists, maps, parameters and what $util makes in the same way', (t) => {
    const body = JSON.stringify({
      list: [1, 'x', { b: [2] }, null],
      map: { x: 1, 'y-z': [1], n: null },
      s: `aab'"/\\\n\u2028é😀`,
    });
    const templates = [
      `$input.path('$.list')|$input.path('$.map')|$input.path('$.s')|$input.params('stream-name')`,
      `#foreach($x in $input.path('$.list'))$foreach.index$foreach.count:$!x#if($foreach.hasNext),#end#end`,
      `$input.json('$.list[-1]')$input.json('$.list[2].b[0]')$input.json('$.list[9]')$input.json("$['map']['y-z']")`,
      `#set($map = $input.path('$.map'))$map.x|$map.y-z|$map.get('x')|$map['x']|$map.size()|$map.containsKey('n')|$map.isEmpty()`,
      `#set($list = $input.path('$.list'))$list.size()|$list.get(1)|$list[0]|$list.isEmpty()`,
      `#set($s = $input.path('$.s'))$s.length()|$s.contains('ab')|$s.equals('a')|$s.isEmpty()|$s.replaceAll('(a)b','$1\\$-$0')`,
      `$util.escapeJavaScript($input.path('$.s')).replaceAll("\\\\'","'")|$util.urlEncode($input.path('$.s'))`,
      `$util.base64Encode($input.path('$.s'))|$util.base64Decode('w6nwn5iA')|$util.urlDecode('a+b%26%C3%A9%3D')`,
      `#set($p = $util.parseJson('{"a":{"b":[2]}}'))$p.a.b[0]|$p.a#if($p.a.b.size() == 1)one#{else}more#end`,
      `#if($input.path('$.list[0]') == 1)one#end#if($input.path('$.no'))some#{else}none#end`,
    ];
    agree(
      t,
      templates.map((template) => ({ template, body })),
    );
  });
});
