import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { parse } from 'yaml';

interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly if?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly environment?: string;
  readonly strategy?: { readonly matrix: { readonly stage: readonly string[] } };
  readonly 'timeout-minutes'?: number;
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: object;
  readonly jobs: Readonly<Record<string, Job>>;
}

const root = new URL('../../', import.meta.url);
const folder = new URL('.github/workflows/', root);
const names = readdirSync(folder).sort();
const texts = new Map(names.map((name) => [name, readFileSync(new URL(name, folder), 'utf8')]));
const workflows = names.map((name) => [name, parse(texts.get(name) ?? '') as Workflow] as const);
const actions = readdirSync(new URL('.github/actions/', root)).map((name) => {
  const text = readFileSync(new URL(`.github/actions/${name}/action.yml`, root), 'utf8');
  return [name, text, (parse(text) as { runs: { steps: Step[] } }).runs.steps] as const;
});
const jobs = workflows.flatMap(([name, { jobs }]) =>
  Object.entries(jobs).map(([job, content]) => [`${name} ${job}`, content] as const),
);
const steps = [
  ...jobs.flatMap(([name, { steps }]) => steps.map((step) => [name, step] as const)),
  ...actions.flatMap(([name, , steps]) => steps.map((step) => [name, step] as const)),
];

test('there is a workflow for checks, previews, deployment and drift', (t) => {
  t.deepEqual(names, ['checks.yml', 'deploy.yml', 'drift.yml', 'preview.yml']);
});

test('every action is pinned by its commit, with the version beside it; one action has one version', (t) => {
  const pins = new Map<string, string>();
  for (const text of [...texts.values(), ...actions.map(([, text]) => text)]) {
    for (const [line, used = ''] of text.matchAll(/^.*\buses:\s*(.*)$/gm)) {
      if (used.startsWith('./')) continue;
      t.regex(used, /^[\w-]+\/[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/, line);
      const [action = '', pin = ''] = used.split('@');
      t.is(pins.get(action) ?? pin, pin, action);
      pins.set(action, pin);
    }
  }
  t.true(pins.size >= 4);
});

test('a workflow has no rights by itself, each job names its own', (t) => {
  for (const [name, { permissions }] of workflows) t.deepEqual(permissions, {}, name);
  for (const [name, { permissions = {}, ...job }] of jobs) {
    t.true('contents' in permissions, name);
    t.is(permissions.contents, 'read', name);
    const usesAws = job.steps.some(({ uses }) => uses?.startsWith('aws-actions/'));
    t.is(permissions['id-token'], usesAws ? 'write' : undefined, name);
    const writes = Object.entries(permissions).filter(([right, level]) => level === 'write' && right !== 'id-token');
    t.true(writes.length <= 1, name);
    t.true((job['timeout-minutes'] ?? 0) > 0, name);
  }
});

test('no workflow holds a key or gives one to a fork', (t) => {
  for (const [name, text] of texts) t.notRegex(text, /secrets\.|pull_request_target|aws-access-key|AKIA/, name);
  for (const [name, { on, jobs }] of workflows) {
    if (!('pull_request' in on)) continue;
    for (const [job, { if: condition = '', permissions = {} }] of Object.entries(jobs)) {
      if (Object.values(permissions).includes('write')) {
        t.is(condition, 'github.event.pull_request.head.repo.full_name == github.repository', `${name} ${job}`);
      }
    }
  }
});

test('a script gets values by its environment, never by pasting them in', (t) => {
  for (const [name, { run = '' }] of steps) t.notRegex(run, /\$\{\{/, name);
});

test('a checkout leaves no token behind, and a role is taken only in an environment, by variables', (t) => {
  for (const [name, { steps, environment }] of jobs) {
    for (const { uses = '', with: given = {} } of steps) {
      if (uses.startsWith('actions/checkout@')) t.is(given['persist-credentials'], false, name);
      if (!uses.startsWith('aws-actions/')) continue;
      t.truthy(environment, name);
      const variables = Object.entries(given).map(([input, value]) => [
        input,
        /^\$\{\{ vars\.(\w+) \}\}$/.exec(String(value))?.[1],
      ]);
      t.deepEqual(
        variables,
        [
          ['role-to-assume', 'AWS_ROLE_ARN'],
          ['aws-region', 'AWS_REGION'],
        ],
        name,
      );
    }
  }
});

test('previews and drift cover every stack file, and only a deployment changes anything', (t) => {
  const stages = readdirSync(root)
    .flatMap((name) => /^Pulumi\.([^.]+)\.yaml$/.exec(name)?.[1] ?? [])
    .sort();
  for (const [name, { strategy }] of jobs) if (strategy) t.deepEqual([...strategy.matrix.stage].sort(), stages, name);
  for (const [name, { steps, environment = '' }] of jobs) {
    const scripts = steps.map(({ run = '' }) => run).join('\n');
    const stage = /pulumi up --stack (\w+)/.exec(scripts)?.[1];
    if (stage === undefined) t.notRegex(scripts, /pulumi (up|destroy|refresh|import|state)/, name);
    else t.is(environment, stage, name);
    if (/pulumi preview/.test(scripts)) t.regex(environment, /^preview-/, name);
  }
});

test('production is deployed by the plan that was approved', (t) => {
  const deploy = workflows.find(([name]) => name === 'deploy.yml')?.[1];
  const scriptOf = (job: string) => deploy?.jobs[job]?.steps.map(({ run = '' }) => run).join('\n') ?? '';
  t.regex(scriptOf('plan-prod'), /--save-plan plan\.json/);
  t.regex(scriptOf('plan-prod'), /pinflow gate preview\.json/);
  t.regex(scriptOf('prod'), /pulumi up --stack prod .*--plan plan\.json/);
});

test('every script is one that bash reads', (t) => {
  for (const [name, { run }] of steps) {
    if (run !== undefined) t.is(spawnSync('bash', ['-n'], { input: run, encoding: 'utf8' }).stderr, '', name);
  }
});

/** Runs a step's script as the runner does, with stand-ins for commands; the calls that it made of them, one a line. */
function ran(
  t: ExecutionContext,
  [job, step]: [job: string, step: string],
  { files = {}, commands = {}, env = {} }: { files?: object; commands?: object; env?: object },
) {
  const script = jobs.find(([name]) => name === job)?.[1].steps.find(({ name }) => name === step)?.run ?? 'exit 99';
  const place = mkdtempSync(join(tmpdir(), 'pinflow-step-'));
  t.teardown(() => rmSync(place, { recursive: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(place, name), text);
  for (const [name, does] of Object.entries(commands)) {
    writeFileSync(join(place, name), `#!/usr/bin/env bash\nprintf '%s\\n' "${name} $*" >> '${place}/calls'\n${does}\n`);
    chmodSync(join(place, name), 0o755);
  }
  writeFileSync(join(place, 'calls'), '');
  const outputs = { GITHUB_STEP_SUMMARY: join(place, 'summary'), GITHUB_OUTPUT: join(place, 'output') };
  const { status } = spawnSync('bash', ['-e', '-c', script], {
    cwd: place,
    env: { PATH: `${place}:${process.env.PATH}`, GITHUB_REPOSITORY: 'o/r', ...outputs, ...env },
  });
  return { status, calls: readFileSync(join(place, 'calls'), 'utf8'), place };
}

const files = { 'comment.md': '### `dev`: passed\n\n<!-- pinflow-gate: dev -->\n' };

test('the first comment of a stage is posted, later ones take its place', (t) => {
  const step: [string, string] = ['preview.yml preview', 'Comment'];
  const first = ran(t, step, { files, commands: { gh: '' }, env: { NUMBER: '7' } });
  t.is(first.status, 0);
  t.regex(first.calls, /api --silent --method POST repos\/o\/r\/issues\/7\/comments -F body=@comment\.md\n$/);
  const answersOnce =
    'if [ "$2" = --paginate ] && [ "$MARKER" = "<!-- pinflow-gate: dev -->" ]; then echo 41; echo 42; fi';
  const second = ran(t, step, { files, commands: { gh: answersOnce }, env: { NUMBER: '7' } });
  t.is(second.status, 0);
  t.regex(second.calls, /api --silent --method PATCH repos\/o\/r\/issues\/comments\/41 -F body=@comment\.md\n$/);
});

test('drift opens one issue, keeps it, and closes it when it is gone', (t) => {
  const drift = (STATUS: string, found: string) =>
    ran(t, ['drift.yml drift', 'Open, update or close the issue'], {
      files,
      commands: { gh: `if [ "$2" = list ] && [ "$TITLE" = "Drift in dev" ]; then echo ${found}; fi` },
      env: { STAGE: 'dev', STATUS, RUN: 'https://run' },
    });
  t.like(drift('0', ''), { status: 0 });
  t.notRegex(drift('0', '').calls, /create|edit|close/);
  t.regex(drift('0', '5').calls, /issue close 5 /);
  const opened = drift('1', '');
  t.is(opened.status, 1);
  t.regex(opened.calls, /issue create .*--title Drift in dev --body-file issue\.md\n$/);
  t.regex(readFileSync(join(opened.place, 'issue.md'), 'utf8'), /https:\/\/run\n\n### `dev`: passed/);
  t.regex(drift('1', '5').calls, /issue edit 5 .*--body-file issue\.md\n$/);
});

test('a preview whose command fails is gated all the same, and fails the job in the end', (t) => {
  const failed = ran(t, ['preview.yml preview', 'Preview'], {
    commands: { pulumi: 'echo "{}"; exit 255' },
    env: { STAGE: 'dev' },
  });
  t.is(failed.status, 0);
  t.is(readFileSync(join(failed.place, 'output'), 'utf8'), 'status=255\n');
  t.is(readFileSync(join(failed.place, 'preview.json'), 'utf8'), '{}\n');
  const itself = (STATUS: string) =>
    ran(t, ['preview.yml preview', 'The preview itself'], { commands: { pulumi: '' }, env: { STAGE: 'dev', STATUS } });
  t.is(itself('255').status, 1);
  t.is(itself('0').status, 0);
  t.is(itself('').status, 1);
});
