import { Command } from '@commander-js/extra-typings';
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
    .option(
      '--stack <stack>',
      'a deployed stack instead: its URL and user id, and signed requests where its API asks for them',
    )
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
  if ((url === undefined) === (stack === undefined)) {
    throw new PinflowError('USAGE', 'give either --url, a gateway, or --stack, a deployed stack');
  }
  return stack === undefined ? { url: url as string, userId: id } : await targetOfStack(stack);
}

async function targetOfStack(stack: string): Promise<Target> {
  const { invokeUrl, userId, region, authorization, ingestApiKey } = await readStackOutputs(stack);
  if (invokeUrl === undefined) {
    throw new PinflowError(
      'STACK_UNREADABLE',
      `stack ${stack}: it has no ingest API to post to (its output invokeUrl)`,
    );
  }
  if (authorization === 'iam') return { url: invokeUrl, userId, authorize: await openSigner(region) };
  if (authorization !== 'apiKey') return { url: invokeUrl, userId };
  if (ingestApiKey === undefined)
    throw new PinflowError('STACK_UNREADABLE', `stack ${stack}: its output ingestApiKey is missing`);
  return { url: invokeUrl, userId, authorize: async () => ['x-api-key', ingestApiKey] };
}
