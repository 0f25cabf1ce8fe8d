import { Command } from '@commander-js/extra-typings';
import { localStage } from '../../blueprint/index.ts';
import { startTwin, twinFolders } from '../../twin/index.ts';
import { aborted } from '../../waiting.ts';
import { faultsOption } from '../faults-option.ts';
import { highestPort, idOption, jsonOption, wholeNumber } from '../options.ts';
import { say, sayJson, type Terminal } from '../output.ts';

/** `pinflow twin` */
export function twinCommand(terminal: Terminal) {
  return new Command('twin')
    .description('Run the local services (gateway, REST proxy, topics, sink, Kinesis) on loopback until Ctrl-C.')
    .requiredOption('--dir <dir>', 'folder of the bucket and of the state of the services; an existing one goes on')
    .addOption(idOption())
    .option('--gateway-port <port>', '0 takes a free one', wholeNumber(0, highestPort), 0)
    .option('--rest-proxy-port <port>', '0 takes a free one', wholeNumber(0, highestPort), 0)
    .option('--kinesis-port <port>', '0 takes a free one', wholeNumber(0, highestPort), 0)
    .option('--kinesis-limits', 'hold every shard to what Kinesis takes and gives a second')
    .addOption(faultsOption())
    .addOption(jsonOption())
    .action(async ({ dir, id, gatewayPort, restProxyPort, kinesisPort, kinesisLimits, kinesisFaults, json }) => {
      const ports = { gateway: gatewayPort, restProxy: restProxyPort, kinesis: kinesisPort };
      const kinesis = { ...(kinesisLimits && { limited: true }), ...kinesisFaults };
      const { bucket } = twinFolders(dir);
      const twin = await startTwin({ stage: localStage(id), dir, ports, kinesis });
      try {
        const { gatewayUrl, restProxyUrl, kinesisUrl } = twin;
        if (json) sayJson(terminal, { gateway: gatewayUrl, rest_proxy: restProxyUrl, kinesis: kinesisUrl, bucket });
        else {
          say(terminal.stdout, `gateway     ${gatewayUrl}`, `REST proxy  ${restProxyUrl}`);
          say(terminal.stdout, `Kinesis     ${kinesisUrl}`, `bucket      ${bucket}`, '');
          say(terminal.stdout, `Post with: pinflow emulate --url ${gatewayUrl} --id ${id}`, 'Ctrl-C ends.');
        }
        await Promise.race([aborted(terminal.signal), twin.sink.done]);
      } finally {
        await twin.close();
      }
    });
}
