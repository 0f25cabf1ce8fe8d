import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import { type BootSettings, bootScript } from '../../../../infra/components/kafka-client/boot.ts';
import { temporaryFolder } from '../../../helpers/folder.ts';

/** A machine in a folder: stand-ins of its commands, which note every call, and the artifacts that S3 would give. */
function machine(t: ExecutionContext) {
  const folder = temporaryFolder(t);
  const [bin, root, s3, state] = ['bin', 'root', 's3', 'state'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
    string,
  ];
  for (const place of [bin, root, s3, state]) mkdirSync(place);
  const log = join(folder, 'calls');
  writeFileSync(log, '');
  const command = (name: string, body: string) => {
    writeFileSync(join(bin, name), `#!/bin/bash\necho "${name} $*" >>'${log}'\n${body}\n`);
    chmodSync(join(bin, name), 0o755);
  };
  command('aws', `${failing(state, 's3')}\n${s3Commands(s3)}`);
  command('id', `[ -e '${state}/user' ]`);
  command('useradd', `touch '${state}/user'`);
  command(
    'systemctl',
    `shift_args=("$@"); unit="\${*: -1}"
case "$1" in
  is-enabled) [ -e "${state}/enabled-$unit" ] ;;
  is-active) [ -e "${state}/active-$unit" ] ;;
  enable) touch "${state}/enabled-$unit" ;;
  start|restart) touch "${state}/active-$unit" ;;
esac`,
  );
  const software = {
    java: archive(folder, s3, 'java.tar.gz', 'bin/java', '#!/bin/bash\n'),
    confluent: archive(folder, s3, 'confluent.tar.gz', 'bin/kafka-topics', kafkaTopics(log, state)),
    'msk-iam-auth': file(s3, 'iam.jar', 'jar'),
  };
  return {
    root,
    software,
    /** Runs the script and returns its status, its output and the commands that it called. */
    run: (settings: Partial<BootSettings> = {}, pause = '0') => {
      writeFileSync(log, '');
      const input = bootScript({ ...base, software, ...settings });
      const env = { PATH: `${bin}:/usr/bin:/bin`, PINFLOW_ROOT: root, PINFLOW_PAUSE: pause };
      const { status, stdout, stderr } = spawnSync('bash', ['-s'], { input, env, encoding: 'utf8' });
      return { status, output: stdout + stderr, calls: readFileSync(log, 'utf8').trimEnd().split('\n') };
    },
    files: () => contents(root),
    fail: (times: number, what: 'kafka' | 's3' = 'kafka') => writeFileSync(join(state, `${what}-fails`), String(times)),
    topics: () =>
      existsSync(join(state, 'topics')) ? readFileSync(join(state, 'topics'), 'utf8').trimEnd().split('\n') : [],
  };
}

const base: Omit<BootSettings, 'software'> = {
  region: 'us-east-1',
  bucket: 'demo-artifacts',
  bootstrapServers: 'b-1:9098,b-2:9098',
  topics: ['demo.pin', 'demo.geo', 'demo.user', 'demo.dlq'],
  partitions: 3,
  replicationFactor: 3,
};

/** Lines that fail as often as a file tells. */
function failing(state: string, what: string): string {
  return `fails=$(cat '${state}/${what}-fails' 2>/dev/null || echo 0)
if [ "$fails" -gt 0 ]; then echo $((fails - 1)) >'${state}/${what}-fails'; exit 1; fi`;
}

/** `aws s3 cp` with the current objects, and `aws s3api get-object` with the versions `v1`, which are the same; it prints what AWS prints. */
function s3Commands(s3: string): string {
  return `if [ "$1" = s3api ]; then
  while [ $# -gt 1 ]; do
    case "$1" in --key) key="$2" ;; --version-id=v1) version=v1 ;; esac
    shift
  done
  [ "\${version-}" = v1 ] || { echo 'NoSuchVersion' >&2; exit 254; }
  echo '{ "VersionId": "v1" }'
else
  key="\${*: -2:1}"
  shift $(($# - 1))
fi
cp "${s3}/\${key##*/}" "$1"`;
}

/** Kafka's tool: it fails as often as it is told, lists what was made, and makes what is not there. */
function kafkaTopics(log: string, state: string): string {
  return `#!/bin/bash
echo "kafka-topics $*" >>'${log}'
${failing(state, 'kafka')}
while [ $# -gt 0 ]; do
  case "$1" in
    --list) cat '${state}/topics' 2>/dev/null; exit 0 ;;
    --topic) echo "$2" >>'${state}/topics'; echo "Created topic $2."; shift ;;
  esac
  shift
done
`;
}

function archive(folder: string, s3: string, name: string, inner: string, content: string) {
  const place = join(folder, 'archive', name, 'top', inner);
  mkdirSync(join(place, '..'), { recursive: true });
  writeFileSync(place, content);
  chmodSync(place, 0o755);
  spawnSync('tar', [
    '--create',
    '--gzip',
    `--file=${join(s3, name)}`,
    `--directory=${join(folder, 'archive', name)}`,
    'top',
  ]);
  return pinned(s3, name);
}

function file(s3: string, name: string, content: string) {
  writeFileSync(join(s3, name), content);
  return pinned(s3, name);
}

function pinned(s3: string, name: string) {
  const sha256 = createHash('sha256')
    .update(readFileSync(join(s3, name)))
    .digest('hex');
  return { version: '1.0', file: name, key: `pinflow/it/1.0/${name}`, sha256 };
}

/** Every file below a folder with its content and rights, every link with what it leads to. */
function contents(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry): [string, string][] => {
    const place = join(entry.parentPath, entry.name);
    if (entry.isSymbolicLink()) return [[place, `-> ${readlinkSync(place)}`]];
    return entry.isFile() ? [[place, `${statSync(place).mode.toString(8)} ${readFileSync(place, 'latin1')}`]] : [];
  });
  return Object.fromEntries(entries.map(([place, content]) => [place.slice(folder.length), content]));
}

test('a fresh machine gets the software, the configuration, the topics and a proxy that runs', (t) => {
  const { run, root, files, topics } = machine(t);
  const { status, output, calls } = run();
  t.is(status, 0, output);
  t.regex(output, /the Kafka client is ready/);
  t.is(readlinkSync(join(root, 'opt/pinflow/java')), 'java-1.0');
  t.true(existsSync(join(root, 'opt/pinflow/confluent/bin/kafka-topics')));
  t.deepEqual(topics(), base.topics);
  const proxy = files()['/etc/pinflow/kafka-rest.properties'] ?? '';
  t.regex(proxy, /^bootstrap\.servers=b-1:9098,b-2:9098$/m);
  t.regex(proxy, /^client\.sasl\.mechanism=AWS_MSK_IAM$/m);
  t.regex(files()['/etc/pinflow/client.properties'] ?? '', /security\.protocol=SASL_SSL$/m);
  for (const call of [
    'useradd --system',
    'systemctl restart pinflow-rest-proxy.service',
    'systemctl enable --quiet pinflow-rest-proxy-watchdog.timer',
  ]) {
    t.true(
      calls.some((made) => made.startsWith(call)),
      call,
    );
  }
});

test('run again it changes no file and calls nothing that changes the machine', (t) => {
  const { run, files } = machine(t);
  run();
  const before = files();
  const { status, calls } = run();
  t.is(status, 0);
  t.deepEqual(files(), before);
  const asks = /^(id |systemctl is-(enabled|active) |kafka-topics .*--list$)/;
  t.deepEqual(
    calls.filter((call) => !asks.test(call)),
    [],
  );
});

test('a boot that was interrupted is finished by the next', (t) => {
  const { run, fail, files } = machine(t);
  fail(1000);
  const broken = run();
  t.not(broken.status, 0);
  t.regex(broken.output, /attempt 20 failed while waiting for Kafka/);
  t.regex(broken.output, /the boot failed while waiting for Kafka/);
  fail(0);
  t.is(run().status, 0);
  const whole = machine(t);
  whole.run();
  t.deepEqual(Object.keys(files()), Object.keys(whole.files()));
});

test('it waits for a cluster that answers late', (t) => {
  const { run, fail, topics } = machine(t);
  fail(7);
  t.is(run().status, 0);
  t.deepEqual(topics(), base.topics);
});

test('it waits for a bucket that its role may not read yet, and not for ever', (t) => {
  const { run, fail, files } = machine(t);
  fail(3, 's3');
  t.is(run().status, 0);
  const { run: rerun, fail: failAgain } = machine(t);
  failAgain(1000, 's3');
  const { status, output, calls } = rerun();
  t.not(status, 0);
  t.regex(output, /attempt 8 failed while fetching java\.tar\.gz\n.*the boot failed while fetching java\.tar\.gz/);
  t.is(calls.filter((call) => call.startsWith('aws ')).length, 8);
  t.true('/opt/pinflow/downloads/java.tar.gz' in files());
});

test('where something else makes the topics, Kafka is not asked', (t) => {
  const { run, topics } = machine(t);
  const { status, calls } = run({ topics: [] });
  t.is(status, 0);
  t.deepEqual(topics(), []);
  t.false(calls.some((call) => call.startsWith('kafka-topics')));
});

test('a changed setting is written and the proxy starts anew, with nothing fetched again', (t) => {
  const { run, files } = machine(t);
  run();
  const { calls } = run({ bootstrapServers: 'b-9:9098' });
  t.regex(files()['/etc/pinflow/kafka-rest.properties'] ?? '', /^bootstrap\.servers=b-9:9098$/m);
  t.true(calls.includes('systemctl restart pinflow-rest-proxy.service'));
  t.false(calls.some((call) => call.startsWith('aws ')));
});

test('an object with a version is fetched by it, the others as they are now', (t) => {
  const { run, software, files } = machine(t);
  const { java, confluent } = software;
  const versioned = { ...software, java: { ...java, objectVersion: 'v1' } };
  const { status, output, calls } = run({ software: versioned });
  t.is(status, 0, output);
  const [first, ...others] = calls.filter((call) => call.startsWith('aws '));
  t.regex(
    first ?? '',
    /^aws s3api get-object --region us-east-1 --bucket demo-artifacts --key \S+java\.tar\.gz --version-id=v1 \S+\.part$/,
  );
  t.is(others.length, 2);
  for (const call of others) t.regex(call, /^aws s3 cp /);
  t.true('/opt/pinflow/downloads/java.tar.gz' in files());
  t.notRegex(output, /VersionId/);
  const gone = machine(t);
  const failed = gone.run({ software: { ...gone.software, confluent: { ...confluent, objectVersion: '-v2' } } });
  t.not(failed.status, 0);
  t.is(failed.calls.filter((call) => call.includes('--version-id=-v2')).length, 8);
  t.regex(failed.output, /the boot failed while fetching confluent\.tar\.gz/);
});

test('without a version the script is the one from before there were versions', (t) => {
  const { software } = machine(t);
  const script = bootScript({ ...base, software });
  t.notRegex(script, /s3api|\[VERSION\]/);
  t.regex(
    script,
    /^ {2}patiently 8 aws s3 cp --region 'us-east-1' --only-show-errors 's3:\/\/demo-artifacts\/'"\$1" "\$place\.part"$/m,
  );
});

for (const [what, sha256, says] of [
  ['another content', 'a'.repeat(64), /the boot failed while checking java\.tar\.gz/],
  ['no hash at all', '', /no SHA-256 is pinned for java\.tar\.gz: give it in artifacts\.sha256/],
] as const) {
  test(`software with ${what} is refused before anything is installed`, (t) => {
    const { run, software, files } = machine(t);
    const { status, output, calls } = run({ software: { ...software, java: { ...software.java, sha256 } } });
    t.not(status, 0);
    t.regex(output, says);
    t.deepEqual(
      Object.keys(files()).filter((place) => !place.endsWith('.part')),
      [],
    );
    t.false(calls.some((call) => /^(useradd|systemctl)/.test(call)));
  });
}

test('no value can break out of its place: the shell reads each as it is', (t) => {
  const text = fc.string({
    unit: fc.constantFrom("'", '"', '$', '`', '\\', ' ', '(', ')', ';', '&', '|', '!', '#', 'a', '\u00e9'),
    minLength: 1,
    maxLength: 12,
  });
  fc.assert(
    fc.property(text, (value) => {
      const software = Object.fromEntries(
        ['java', 'confluent', 'msk-iam-auth'].map((name) => [name, { version: '1', file: 'f', key: 'k', sha256: '0' }]),
      );
      const script = bootScript({
        ...base,
        software: software as BootSettings['software'],
        bucket: value,
        topics: [value],
        bootstrapServers: value,
      });
      // What would be fetched from is printed, and the script ends there.
      const fetching = script.replace(
        /\nmain\n$/,
        `\nmkdir() { :; }\naws() { printf '%s' "\${*: -2:1}"; exit; }\nmain\n`,
      );
      const fetched = spawnSync('bash', ['-s'], { input: fetching, encoding: 'utf8' });
      t.is(fetched.stdout, `s3://${value}/k`);
      const byVersion = bootScript({
        ...base,
        software: { ...software, java: { ...software.java, objectVersion: value } } as BootSettings['software'],
      }).replace(/\nmain\n$/, `\nmkdir() { :; }\naws() { printf '%s' "\${*: -2:1}" >&2; exit; }\nmain\n`);
      t.is(spawnSync('bash', ['-s'], { input: byVersion, encoding: 'utf8' }).stderr, `--version-id=${value}`);
      // Only the names of what main does are kept: what make_topics gets is printed instead.
      const probe = script.replace(
        /\nmain\n$/,
        `\nmake_topics() { printf '%s' "$1"; }\nfetch() { :; }\nunpack() { :; }\nconfiguration() { :; }\nstart_proxy() { :; }\nid() { :; }\nmain\n`,
      );
      const { stdout, status } = spawnSync('bash', ['-s'], { input: probe, encoding: 'utf8' });
      t.is(status, 0);
      t.is(stdout, `${value}pinflow: the Kafka client is ready\n`);
    }),
    { numRuns: 40 },
  );
});

test('a value of several lines is refused', (t) => {
  const { software } = machine(t);
  t.throws(() => bootScript({ ...base, software, bootstrapServers: 'a\nb' }), { message: /must be one line/ });
});

// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html: 16 KB before it is encoded.
test('the script is small enough for user data, and bash reads it', (t) => {
  const { software } = machine(t);
  const objectVersion = 'v'.repeat(64);
  const versioned = Object.fromEntries(
    Object.entries(software).map(([name, artifact]) => [name, { ...artifact, objectVersion }]),
  );
  const script = bootScript({
    ...base,
    software: versioned as BootSettings['software'],
    bootstrapServers: Array.from(
      { length: 15 },
      (_, n) => `b-${n}.cluster.abcdef.c10.kafka.us-east-1.amazonaws.com:9098`,
    ).join(','),
  });
  t.true(Buffer.byteLength(script) < 16_384, String(Buffer.byteLength(script)));
  t.is(spawnSync('bash', ['-n'], { input: script }).status, 0);
});

test('the stand-in of a machine is one that the script can fail on', (t) => {
  const { run, root } = machine(t);
  run();
  cpSync(join(root, 'etc/pinflow/client.properties'), join(root, 'copy'));
  writeFileSync(join(root, 'etc/pinflow/client.properties'), 'changed by hand');
  run();
  t.is(readFileSync(join(root, 'etc/pinflow/client.properties'), 'utf8'), readFileSync(join(root, 'copy'), 'utf8'));
});
