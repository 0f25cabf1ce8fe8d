import { Command } from '@commander-js/extra-typings';
import { localStage } from '../../blueprint/index.ts';
import { startTwin, twinFolders } from '../../twin/index.ts';
import { idOption, jsonOption, wholeNumber } from '../options.ts';
import { say, sayJson, type Terminal } from '../output.ts';

const highestPort = 65_535;

/** `pinflow twin` */
export function twinCommand(terminal: Terminal) {
  return new Command('twin')
    .description('Run the local services (gateway, REST proxy, topics, sink) on loopback until Ctrl-C.')
    .requiredOption('--dir <dir>', 'folder of the bucket and of the state of the services; an existing one goes on')
    .addOption(idOption())
    .option('--gateway-port <port>', '0 takes a free one', wholeNumber(0, highestPort), 0)
    .option('--rest-proxy-port <port>', '0 takes a free one', wholeNumber(0, highestPort), 0)
    .addOption(jsonOption())
    .action(async ({ dir, id, gatewayPort, restProxyPort, json }) => {
      const ports = { gateway: gatewayPort, restProxy: restProxyPort };
      const { bucket } = twinFolders(dir);
      const twin = await startTwin({ stage: localStage(id), dir, ports });
      try {
        const { gatewayUrl, restProxyUrl } = twin;
        if (json) sayJson(terminal, { gateway: gatewayUrl, rest_proxy: restProxyUrl, bucket });
        else {
          say(terminal.stdout, `gateway     ${gatewayUrl}`, `REST proxy  ${restProxyUrl}`, `bucket      ${bucket}`, '');
          say(terminal.stdout, `Post with: pinflow emulate --url ${gatewayUrl} --id ${id}`, 'Ctrl-C ends.');
        }
        await Promise.race([aborted(terminal.signal), twin.sink.done]);
      } finally {
        await twin.close();
      }
    });
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
