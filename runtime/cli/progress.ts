import type { Terminal } from './output.ts';

const barWidth = 30;
/** Elsewhere than on a terminal a line is written for every tenth of the way. */
const plainSteps = 10;

/** How far posting is. */
interface Posted {
  readonly messages: number;
  readonly waiting?: string;
}

/** The bar that shows how far a run is. */
export type ProgressBar = ReturnType<typeof progress>;

/** Shows how far a run is: a bar that is drawn over itself on a terminal, plain lines elsewhere; both on stderr. */
export function progress({ stderr }: Terminal, total: number) {
  let lastStep = 0;
  let lastNote: string | undefined;
  const draw = ({ messages, waiting = '' }: Posted) => {
    const filled = Math.round((total > 0 ? messages / total : 1) * barWidth);
    const bar = `${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)}`;
    stderr.write(`\r\u001b[2K${clip(`posting ${bar} ${messages}/${total} ${waiting}`, stderr.columns)}`);
  };
  const write = ({ messages, waiting }: Posted) => {
    const step = Math.floor((plainSteps * messages) / Math.max(total, 1));
    if (step > lastStep) stderr.write(`posting ${messages}/${total}\n`);
    if (waiting !== undefined && waiting !== lastNote) stderr.write(`waiting: ${waiting}\n`);
    lastStep = Math.max(step, lastStep);
    lastNote = waiting;
  };
  const clear = () => {
    if (stderr.isTTY) stderr.write('\r\u001b[2K');
  };
  return {
    /** Tells that a step begins. */
    step: (name: string): void => {
      clear();
      stderr.write(`${name} …${stderr.isTTY ? '' : '\n'}`);
    },
    update: (posted: Posted): void => (stderr.isTTY ? draw(posted) : write(posted)),
    end: clear,
  };
}

/** A line that wraps could not be drawn over. */
function clip(line: string, columns = 80): string {
  return line.slice(0, columns - 1);
}
