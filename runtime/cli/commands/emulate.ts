import { Command, Option } from '@commander-js/extra-typings';
import { localStage } from '../../blueprint/index.ts';
import { type Authorize, emulate } from '../../emulator/index.ts';
import { PinflowError } from '../../errors.ts';
import { accountJson, sayAccount } from '../account.ts';
import { idOption, jsonOption, openSource, posting } from '../options.ts';
import { FailedResult, sayJson, type Terminal } from '../output.ts';
import { progress } from '../progress.ts';
import { openSigner } from '../signing.ts';
import { readStackOutputs } from '../stack-outputs.ts';

/** `pinflow emulate` */
export function emulateCommand(terminal: Terminal) {
  return new Command('emulate')
    .description('Post messages to a gateway, in the order of the original emulator, and account for every record.')
    .option('--url <url>', 'URL of the gateway, such as the one `pinflow twin` prints')
    .addOption(stackOption())
    .addOption(posting.source())
    .addOption(posting.messages())
    .addOption(posting.seed())
    .addOption(posting.rows())
    .addOption(posting.rate())
    .addOption(posting.batchSize(1))
    .addOption(posting.concurrency())
    .addOption(idOption())
    .addOption(jsonOption())
    .action(async ({ source: from, id, url, stack, json, ...options }) => {
      const target = await targetOf({ url, stack, id });
      using source = await openSource(from, options);
      const bar = progress(terminal, options.messages);
      const account = await emulate({
        ...options,
        url: target.url,
        authorize: target.authorize,
        stage: localStage(target.userId),
        source,
        signal: terminal.signal,
        onProgress: bar.update,
      }).finally(bar.end);
      if (!json || account.ended === 'gave_up') sayAccount(json ? terminal.stderr : terminal.stdout, account);
      if (account.ended === 'gave_up') {
        const error = new PinflowError('DELIVERY_FAILED', `${target.url}: ${account.reason}`);
        throw new FailedResult(error, accountJson(account));
      }
      if (json) sayJson(terminal, accountJson(account));
    });
}

/** A stack names what it is called by itself: another name beside it would be one that nothing listens to. */
function stackOption() {
  return new Option(
    '--stack <stack>',
    'a deployed stack instead: its URL and user id, and signed requests where its API asks for them',
  ).conflicts(['url', 'id']);
}

interface Target {
  readonly url: string;
  readonly userId: string;
  readonly authorize?: Authorize | undefined;
}

async function targetOf({
  url,
  stack,
  id,
}: {
  url?: string | undefined;
  stack?: string | undefined;
  id: string;
}): Promise<Target> {
  if (stack !== undefined) return await targetOfStack(stack);
  if (url !== undefined) return { url, userId: id };
  throw new PinflowError('USAGE', 'nothing says where to post: give --url, a gateway, or --stack, a deployed stack');
}

async function targetOfStack(stack: string): Promise<Target> {
  const { invokeUrl: url, userId, region, authorization, ingestApiKey } = await readStackOutputs(stack);
  const missing = (output: string) =>
    new PinflowError('STACK_UNREADABLE', `stack ${stack}: its output ${output} is missing`);
  if (url === undefined) {
    throw new PinflowError(
      'STACK_UNREADABLE',
      `stack ${stack}: it has no ingest API to post to (its output invokeUrl is missing)`,
    );
  }
  switch (authorization) {
    case 'iam':
      return { url, userId, authorize: await openSigner(region) };
    case 'apiKey':
      if (ingestApiKey === undefined) throw missing('ingestApiKey');
      return { url, userId, authorize: async () => ['x-api-key', ingestApiKey] };
    case 'none':
      return { url, userId };
    default:
      // Posting without authorization to an API that asks for one would end in refusals that name another reason.
      throw missing('authorization');
  }
}
