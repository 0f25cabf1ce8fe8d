import test from 'ava';
import { errorTable } from '../../runtime/errors.ts';
import { pinflow, resultOf } from '../helpers/cli.ts';

/** Every command, with the options that it cannot do without. */
const commands: [command: string[], required: string[]][] = [
  [['demo'], []],
  [['twin'], ['--dir', 'x']],
  [['emulate'], ['--url', 'x']],
  [
    ['job', 'batch'],
    ['--bucket', 'x', '--tables', 'x'],
  ],
  [['query'], []],
  [
    ['quarantine', 'list'],
    ['--tables', 'x'],
  ],
  [
    ['table', 'optimize'],
    ['--tables', 'x'],
  ],
  [
    ['table', 'vacuum'],
    ['--tables', 'x'],
  ],
  [
    ['quarantine', 'show'],
    ['x', '--tables', 'x'],
  ],
  [
    ['quarantine', 'replay'],
    ['--tables', 'x', '--all'],
  ],
  [['report'], ['--out', 'x']],
  [['dashboard'], ['--out', 'x']],
  [['gate'], ['x']],
  [
    ['config', 'check'],
    ['--stage', 'x'],
  ],
  [
    ['config', 'print'],
    ['--stage', 'x'],
  ],
  [['artifacts', 'list'], []],
  [
    ['artifacts', 'pin'],
    ['--stage', 'x'],
  ],
  [
    ['artifacts', 'sync'],
    ['--stage', 'x'],
  ],
];

for (const [command, required] of commands) {
  test(`${command.join(' ')} --help says what it does and that it can print JSON`, async (t) => {
    const { status, stdout, stderr } = await pinflow(...command, '--help');
    t.is(status, 0);
    t.is(stderr, '');
    t.regex(stdout, new RegExp(`^Usage: pinflow ${command.join(' ')} `));
    t.regex(stdout, /--json +print the result as one JSON object/);
  });

  test(`${command.join(' ')} refuses an unknown option and says where the options are`, async (t) => {
    const { status, stdout, stderr } = await pinflow(...command, ...required, '--colour');
    t.is(status, 2);
    t.is(stdout, '');
    t.regex(stderr, /unknown option '--colour'/);
    t.regex(stderr, /--help lists every option/);
  });
}

const wrong: [title: string, args: string[], says: RegExp][] = [
  ['no command', [], /Usage: pinflow/],
  ['an unknown command', ['deploy'], /unknown command 'deploy'/],
  [
    'messages that are no number',
    ['demo', '--messages', 'many'],
    /--messages.*'many'.*Give a whole number, 0 or more/s,
  ],
  ['a negative seed', ['demo', '--seed=-1'], /--seed.*Give a whole number/s],
  ['no rows', ['demo', '--rows', '0'], /--rows.*Give a whole number, 1 to/s],
  [
    'an unknown source',
    ['demo', '--source', 'table'],
    /--source.*Give generator, or files:DIR.*pin\.ndjson, geo\.ndjson, user\.ndjson/s,
  ],
  ['a source without a folder', ['demo', '--source', 'files:'], /Give generator, or files:DIR/],
  ['a rate of nothing', ['demo', '--rate', '0'], /--rate.*Give messages a second/s],
  ['a user id in upper case', ['demo', '--id', 'Demo'], /--id.*lower-case letters and digits/s],
  ['a batch of nothing', ['emulate', '--url', 'http://127.0.0.1:1', '--batch-size', '0'], /--batch-size.*1 to/s],
  ['no URL', ['emulate'], /give --url, a gateway, or --stack, a deployed stack/],
  ['no URL for the streams', ['emulate', '--target', 'stream'], /give --url, a gateway, or --stack/],
  ['an unknown target', ['emulate', '--target', 'queue'], /Allowed choices are topics, stream, kinesis/],
  [
    'a URL of Kinesis',
    ['emulate', '--target', 'kinesis', '--url', 'x'],
    /has no --url: it takes --endpoint and --region/,
  ],
  ['a region of topics', ['emulate', '--region', 'x', '--url', 'x'], /--target topics has no --region: it takes --url/],
  ['a request of topics', ['emulate', '--via', 'record', '--url', 'x'], /--target topics has no --via: it takes --url/],
  [
    'an endpoint that is none',
    ['emulate', '--target', 'kinesis', '--endpoint', 'x'],
    /--endpoint: x is not an address/,
  ],
  ['a URL that is none', ['emulate', '--url', 'gateway', '--messages', '1'], /gateway/],
  ['a port that is none', ['twin', '--dir', 'x', '--gateway-port', '65536'], /--gateway-port.*0 to 65535/s],
  ['a port of Kinesis that is none', ['twin', '--dir', 'x', '--kinesis-port', 'x'], /--kinesis-port.*0 to 65535/s],
  [
    'a fault that is none',
    ['twin', '--dir', 'x', '--kinesis-faults', 'slow=1'],
    /--kinesis-faults.*throttled, failed, refused, resharded, latencyMs, seed/s,
  ],
  [
    'a share of more than all calls',
    ['twin', '--dir', 'x', '--kinesis-faults', 'throttled'],
    /throttled: give it once, with a number/,
  ],
  [
    'a fault given twice',
    ['twin', '--dir', 'x', '--kinesis-faults', 'throttled=0.1,throttled=0.2'],
    /throttled: give it once, with a number/,
  ],
  [
    'a batch that no stream takes',
    ['emulate', '--target', 'kinesis', '--endpoint', 'http://127.0.0.1:1', '--batch-size', '501'],
    /--batch-size 501: a request to a stream takes at most 500 records/,
  ],
  [
    'a share of faults over one',
    ['twin', '--dir', 'x', '--kinesis-faults', 'throttled=1.5'],
    /--kinesis-faults.*throttled/s,
  ],
  ['no bucket', ['job', 'batch', '--tables', 'x'], /'--bucket <dir>' not specified/],
  ['no tables', ['query', '--all'], /which tables\? Give --tables, a folder of Delta tables, or --stack/],
  ['a time without a unit', ['table', 'vacuum', '--tables', 'x', '--retain', '7'], /--retain.*500ms, 2s, 5m or 168h/s],
  ['no records to replay', ['quarantine', 'replay', '--tables', 'x'], /which records\? Give --place, --kind/],
  ['no bucket to replay into', ['quarantine', 'replay', '--tables', 'x', '--all'], /--bucket is missing/],
  [
    'a patch that is no object',
    ['quarantine', 'replay', '--tables', 'x', '--all', '--patch', '[1]'],
    /--patch.*Give a JSON object/s,
  ],
  [
    'a patch and a file',
    ['quarantine', 'replay', '--tables', 'x', '--file', 'x', '--patch', '{}'],
    /'--file <file>' cannot be used with option '--patch <json>'/,
  ],
  ['an unknown answer', ['query', 'top_poster', '--tables', 'x'], /Allowed choices are top_category_by_country/],
  ['an unknown path', ['query', '--all', '--tables', 'x', '--from', 'lake'], /Allowed choices are batch/],
  ['two answers as CSV', ['query', '--all', '--csv', '--tables', 'x'], /--csv prints one answer/],
  ['too many words', ['demo', 'now'], /too many arguments/],
];

for (const [title, args, says] of wrong) {
  test(`${title} is wrong usage: the message says what is allowed`, async (t) => {
    const plain = await pinflow(...args);
    t.is(plain.status, 2);
    t.regex(plain.stderr, says);
    t.is(plain.stdout, '');

    const { status, stdout } = await pinflow(...args, '--json');
    t.is(status, 2);
    t.is(resultOf<{ error: { code: string; remedy: string } }>({ stdout }).error.remedy, errorTable.USAGE.remedy);
  });
}

test('CSV and JSON at once are wrong usage', async (t) => {
  const { status, stderr } = await pinflow('query', '--all', '--csv', '--json', '--tables', 'x');
  t.is(status, 2);
  t.regex(stderr, /'--csv' cannot be used with option '--json'/);
});

test('the questions are listed with their names and columns', async (t) => {
  const listed = resultOf<{ questions: { name: string; number: number; columns: string[] }[] }>(
    await pinflow('query', '--json'),
  ).questions;
  t.is(listed.length, 9);
  t.deepEqual([...new Set(listed.map(({ number }) => number))], [1, 2, 3, 4, 5, 6, 7, 8]);
  const { stdout } = await pinflow('query');
  for (const { name, columns } of listed) {
    t.true(stdout.includes(name));
    t.true(columns.length >= 2);
  }
});
