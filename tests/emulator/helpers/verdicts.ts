import type { Answer, Protocol } from '../../../runtime/emulator/targets/gateway.ts';
import type { Result } from '../../../runtime/emulator/targets/target.ts';

/** What answers to requests of a protocol say of each record, in a word. */
export function verdictsOf({ judge }: Pick<Protocol, 'judge'>) {
  return (answer: Answer, count = 1): string[] => {
    const judged = judge(answer, count);
    return ('is' in judged ? new Array<Result>(count).fill(judged) : judged).map(verdict);
  };
}

function verdict(result: Result): string {
  if (result.is === 'stored') return `stored ${Object.values(result.place).join('+')}`;
  if (result.is === 'unanswered') return result.lost ? 'lost' : 'not sent';
  const { status, errorCode, message } = result.refusal;
  const fate = result.forAll === undefined ? 'refused' : 'all refused';
  return `${result.again ? 'again' : fate} ${status}/${errorCode} ${message}`;
}
