import { Command, Option } from '@commander-js/extra-typings';
import { kinesisLimits, localStage } from '../../blueprint/index.ts';
import { emulate, streamRequests, targetTypes } from '../../emulator/index.ts';
import { PinflowError } from '../../errors.ts';
import { accountJson, sayAccount } from '../account.ts';
import { openDestination } from '../destination.ts';
import { idOption, jsonOption, kinesisOptions, openSource, posting } from '../options.ts';
import { FailedResult, sayJson, type Terminal } from '../output.ts';
import { progress } from '../progress.ts';

/** `pinflow emulate` */
export function emulateCommand(terminal: Terminal) {
  return new Command('emulate')
    .description(
      'Post messages to topics or streams, in the order of the original emulator, and account for every record.',
    )
    .addOption(targetOption())
    .addOption(viaOption())
    .option('--url <url>', 'URL of the gateway, such as the one `pinflow twin` prints')
    .addOption(kinesisOptions.endpoint())
    .addOption(kinesisOptions.region())
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
    .action(async ({ source: from, id, target, via, url, endpoint, region, stack, json, ...options }) => {
      if (target !== 'topics' && options.batchSize > kinesisLimits.records) {
        const most = `a request to a stream takes at most ${kinesisLimits.records} records`;
        throw new PinflowError('USAGE', `--batch-size ${options.batchSize}: ${most}`);
      }
      using destination = await openDestination({ target, via, url, endpoint, region, stack, id });
      using source = await openSource(from, options);
      const bar = progress(terminal, options.messages);
      const account = await emulate({
        ...options,
        target: destination.target,
        stage: localStage(destination.userId),
        source,
        signal: terminal.signal,
        onProgress: bar.update,
      }).finally(bar.end);
      if (!json || account.ended === 'gave_up') sayAccount(json ? terminal.stderr : terminal.stdout, account);
      if (account.ended === 'gave_up') {
        const error = new PinflowError('DELIVERY_FAILED', `${destination.place}: ${account.reason}`);
        throw new FailedResult(error, accountJson(account));
      }
      if (json) sayJson(terminal, accountJson(account));
    });
}

function targetOption() {
  return new Option(
    '--target <target>',
    'topics or stream, through the gateway; or kinesis: the streams, directly, with the credentials of the usual chain',
  )
    .choices(targetTypes)
    .default('topics' as const);
}

function viaOption() {
  return new Option(
    '--via <request>',
    'of --target stream: requests take one record whatever --batch-size says, or many (default: "records")',
  ).choices(streamRequests);
}

/** A stack names what it is called by itself: another name beside it would be one that nothing listens to. */
function stackOption() {
  return new Option(
    '--stack <stack>',
    'a deployed stack instead: its URL, region and user id, and signed requests where its API asks for them',
  ).conflicts(['url', 'id', 'endpoint', 'region']);
}
