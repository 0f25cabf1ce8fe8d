import { Command, CommanderError } from '@commander-js/extra-typings';
import { checkpointFailures } from '../delta/index.ts';
import { PinflowError } from '../errors.ts';
import { artifactsCommand } from './commands/artifacts.ts';
import { buildCommand } from './commands/build.ts';
import { configCommand } from './commands/config.ts';
import { dashboardCommand } from './commands/dashboard.ts';
import { demoCommand } from './commands/demo.ts';
import { emulateCommand } from './commands/emulate.ts';
import { gateCommand } from './commands/gate.ts';
import { jobCommand } from './commands/job.ts';
import { quarantineCommand } from './commands/quarantine.ts';
import { queryCommand } from './commands/query.ts';
import { reportCommand } from './commands/report.ts';
import { tableCommand } from './commands/table.ts';
import { twinCommand } from './commands/twin.ts';
import { FailedResult, sayError, sayJson, sayWarning, type Terminal } from './output.ts';

/** The exit statuses of every command. */
const exitStatus = { done: 0, failed: 1, wrongUsage: 2 } as const;

/**
 * Runs the `pinflow` command and returns its exit status.
 * With `--json` the last line of stdout is one JSON object: the result, or `{"error":{"code","message","remedy"}}`, with `faults` where the
 * message lists several.
 */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const warn = (error: unknown) => sayWarning(terminal, error as Error);
  checkpointFailures.subscribe(warn);
  try {
    await program(terminal).parseAsync(args, { from: 'user' });
    return exitStatus.done;
  } catch (cause) {
    if (cause instanceof CommanderError && cause.exitCode === 0) return exitStatus.done;
    const error = asPinflowError(cause);
    // Commander has written its own message by then.
    if (!(cause instanceof CommanderError)) sayError(terminal, error);
    if (args.includes('--json')) sayJson(terminal, resultOf(error));
    return error.code === 'USAGE' ? exitStatus.wrongUsage : exitStatus.failed;
  } finally {
    checkpointFailures.unsubscribe(warn);
  }
}

function program(terminal: Terminal): Command {
  const command = new Command('pinflow')
    .description(
      'A Pinterest-like data pipeline as one typed description: run it on this machine, deploy it with Pulumi.',
    )
    .addCommand(demoCommand(terminal))
    .addCommand(twinCommand(terminal))
    .addCommand(emulateCommand(terminal))
    .addCommand(jobCommand(terminal))
    .addCommand(queryCommand(terminal))
    .addCommand(quarantineCommand(terminal))
    .addCommand(tableCommand(terminal))
    .addCommand(reportCommand(terminal))
    .addCommand(dashboardCommand(terminal))
    .addCommand(configCommand(terminal))
    .addCommand(buildCommand(terminal))
    .addCommand(artifactsCommand(terminal))
    .addCommand(gateCommand(terminal)) as unknown as Command;
  for (const each of [command, ...descendants(command)]) {
    each
      .exitOverride()
      .showHelpAfterError('(--help lists every option)')
      .configureOutput({
        writeOut: (text) => terminal.stdout.write(text),
        writeErr: (text) => terminal.stderr.write(text),
      });
  }
  return command;
}

function descendants(command: Command): Command[] {
  return command.commands.flatMap((child) => [child as Command, ...descendants(child as Command)]);
}

function asPinflowError(cause: unknown): PinflowError {
  if (cause instanceof PinflowError) return cause;
  if (cause instanceof CommanderError) return new PinflowError('USAGE', cause.message.replace(/^error: /, ''));
  return new PinflowError('INTERNAL', String((cause as Error)?.stack ?? cause), { cause });
}

function resultOf(error: PinflowError): object {
  const { code, message, remedy, faults } = error;
  return error instanceof FailedResult ? error.result : { error: { code, message, remedy, faults } };
}
