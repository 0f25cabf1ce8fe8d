import { Command } from '@commander-js/extra-typings';
import { localStage } from '../../blueprint/index.ts';
import { emulate } from '../../emulator/index.ts';
import { PinflowError } from '../../errors.ts';
import { accountJson, sayAccount } from '../account.ts';
import { idOption, jsonOption, openSource, posting } from '../options.ts';
import { FailedResult, sayJson, type Terminal } from '../output.ts';
import { progress } from '../progress.ts';

/** `pinflow emulate` */
export function emulateCommand(terminal: Terminal) {
  return new Command('emulate')
    .description('Post messages to a gateway, in the order of the original emulator, and account for every record.')
    .requiredOption('--url <url>', 'URL of the gateway, such as the one `pinflow twin` prints')
    .addOption(posting.source())
    .addOption(posting.messages())
    .addOption(posting.seed())
    .addOption(posting.rows())
    .addOption(posting.rate())
    .addOption(posting.batchSize(1))
    .addOption(posting.concurrency())
    .addOption(idOption())
    .addOption(jsonOption())
    .action(async ({ source: from, id, json, ...options }) => {
      using source = await openSource(from, options);
      const bar = progress(terminal, options.messages);
      const account = await emulate({
        ...options,
        stage: localStage(id),
        source,
        signal: terminal.signal,
        onProgress: bar.update,
      }).finally(bar.end);
      if (!json || account.ended === 'gave_up') sayAccount(json ? terminal.stderr : terminal.stdout, account);
      if (account.ended === 'gave_up') {
        const error = new PinflowError('DELIVERY_FAILED', `${options.url}: ${account.reason}`);
        throw new FailedResult(error, accountJson(account));
      }
      if (json) sayJson(terminal, accountJson(account));
    });
}
