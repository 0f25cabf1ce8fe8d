import test, { type ExecutionContext } from 'ava';
import { parseDocument } from 'yaml';
import { answerNames } from '../../runtime/transforms/index.ts';
import { startWalk, type Walk } from './helpers/deploy-walk.ts';
import { real } from './helpers/parts.ts';
import { expectations } from './helpers/readme-expectations.ts';
import { commandKey, steps } from './helpers/readme-steps.ts';

test('the walk expects every command of the section, in its order', (t) => {
  const keys = steps.flatMap((step) => step.blocks.flat().map((command) => commandKey(step, command)));
  t.deepEqual(keys, Object.keys(expectations));
});

test('a command with a prompt ends its block: what is pasted after it would be the answer', (t) => {
  for (const step of steps) {
    for (const command of step.blocks.flatMap((block) => block.slice(0, -1)))
      t.is(expectations[commandKey(step, command)]?.input, undefined, command);
  }
});

/** How a walk differs from the whole. */
interface Detour {
  /** Titles of steps that are left out. */
  readonly leavesOut?: readonly string[];
  readonly atStep?: (title: string) => void;
}

/** Follows the steps to the end. */
async function follow(t: ExecutionContext, walk: Walk, { leavesOut = [], atStep = () => {} }: Detour = {}) {
  for (const step of steps.filter(({ title }) => !leavesOut.includes(title))) {
    atStep(step.title);
    for (const command of step.blocks.flat()) {
      const { before, input, prints = [], check } = expectations[commandKey(step, command)] ?? {};
      await before?.(walk);
      const ran = await walk.run(command, input);
      t.is(ran.status, 0, `${command}\n${ran.stdout}${ran.stderr}`);
      for (const pattern of prints) t.regex(ran.stdout, pattern, command);
      await check?.(t, walk, ran);
    }
  }
}

real(['the AWS CLI and its stand-in'], () => {
  test('the README leads from an empty account to the answers, and back', async (t) => {
    t.timeout(600_000);
    const walk = await startWalk(t);
    await follow(t, walk);
    t.is(walk.asked.length, answerNames.length);
  });

  test('the README leads to landed posts without a workspace', async (t) => {
    t.timeout(600_000);
    const walk = await startWalk(t);
    await follow(t, walk, {
      // Both are for a stage with a workspace, as they say.
      leavesOut: ['Secrets', 'Tables'],
      atStep: (title) => {
        if (title !== 'Workspace') return;
        const file = parseDocument(walk.stageFile());
        for (const section of ['workspace', 'orchestration']) file.deleteIn(['config', 'pinflow:stage', section]);
        walk.writeStageFile(file.toString());
      },
    });
    t.deepEqual(walk.asked, []);
  });

  test('the stand-in of pulumi refuses a missing bucket, key or stack, and any other command or option', async (t) => {
    const { run } = await startWalk(t);
    const refuses = async (command: string, message: RegExp) => {
      const { status, stderr } = await run(`export AWS_PROFILE=my-dev-account; ! ${command}`, 'a value');
      t.is(status, 0, command);
      t.regex(stderr, message, command);
    };
    await refuses('pulumi login "s3://pinflow-state?region=us-east-1"', /HeadBucket operation: Not Found/);
    await refuses('pulumi stack init dev', /must be set for login/);
    await run('export AWS_PROFILE=my-dev-account; aws s3 mb s3://pinflow-state');
    await run('pulumi login "s3://pinflow-state?region=us-east-1"');
    const init = 'pulumi stack init dev --secrets-provider "awskms://alias/none?region=us-east-1"';
    await refuses(init, /alias\/none is not found/);
    await refuses('pulumi config set --secret pinflow:airflowClientSecret --stack dev', /no stack named 'dev'/);
    await refuses('pulumi refresh --stack dev', /unknown command/);
    await refuses('pulumi up --stack dev --yes', /Unknown option '--yes'/);
  });
});
