/** From what came back to a verdict on one case. Made in the driver's own process, from data alone. */
import { isOfStub } from '../notebook/stub.js';
import { compare, describeDifference } from './compare.js';
import type { CompiledCell } from './compile.js';
import type { CaseOutcome } from './result.js';
import type { Answer, RunnerEnd } from './runner.js';
import { showText, type Path } from './show-value.js';
import type { Case } from './tasks.js';

export interface Verdict {
  outcome: CaseOutcome;
  message?: string;
  /** In a record, because the value may be undefined. */
  came?: { value: unknown };
  difference?: Path;
  printed?: string;
}

/**
 * @param loaded - the answer to loading the cell.
 * @param answer - the answer to the call, or to loading where that failed.
 */
export function judge(
  one: Case,
  loaded: Answer,
  answer: Answer,
  end: RunnerEnd,
  cell: CompiledCell,
): Verdict {
  const { printed } = end;
  if (end.violation !== undefined) {
    const message = `the cell's process broke the rules of the check's channel (${end.violation}); nothing it said counts`;
    return { outcome: 'violation', message, printed };
  }
  if (loaded.kind === 'value' && !(Array.isArray(loaded.value) && loaded.value.includes(one.call))) {
    const message = `the cell has no top-level function ${one.call}: keep the name and the signature`;
    return { outcome: 'no function', message, printed };
  }
  const verdict =
    answer.kind === 'value' ? judgeValue(one, answer) : judgeFailure(answer, loaded === answer, cell);
  return { ...verdict, printed };
}

function judgeValue(one: Case, answer: Answer & { kind: 'value' }): Verdict {
  const came = { value: answer.value };
  const difference = compare(one.expected, answer.value, one.tolerance);
  if (difference !== undefined) {
    return {
      outcome: 'wrong answer',
      message: describeDifference(difference),
      came,
      difference: difference.path,
    };
  }
  if (one.unchangedArguments !== true) return { outcome: 'passed', came };
  const changed = compare(one.args, answer.arguments, 0);
  if (changed === undefined) return { outcome: 'passed', came };
  const [index] = changed.path;
  const which = typeof index === 'number' ? `argument ${index + 1}` : 'its arguments';
  const now = typeof index === 'number' ? ` (it is now ${showText(answer.arguments?.[index])})` : '';
  return { outcome: 'wrong answer', message: `the call changed ${which}${now}: work on a copy`, came };
}

function judgeFailure(
  answer: Exclude<Answer, { kind: 'value' }>,
  loading: boolean,
  cell: CompiledCell,
): Verdict {
  switch (answer.kind) {
    case 'time limit':
      return {
        outcome: 'time limit',
        message: `${loading ? 'the cell itself ' : ''}took longer than ${answer.seconds} s: is there a loop that does not end?`,
      };
    case 'process ended':
      return {
        outcome: 'process ended',
        message:
          `the process ended (${answer.how}) before it answered: is there a process.exit, ` +
          'a promise that nothing resolves, or too little memory?',
      };
    case 'error':
      return judgeError(answer, loading, cell);
    default:
      return answer satisfies never;
  }
}

function judgeError(
  { name, message, at }: Answer & { kind: 'error' },
  loading: boolean,
  cell: CompiledCell,
): Verdict {
  if (isOfStub(message)) return { outcome: 'not yet', message };
  const line = at === undefined ? undefined : cell.cellLine(...at);
  const place = line === undefined ? '' : ` at line ${line} of the cell`;
  const when = loading ? ' while the cell was loaded' : '';
  const advice =
    name === 'ReferenceError' ? ' (the check runs this cell alone: define or import it in this cell)' : '';
  return { outcome: 'threw', message: `threw ${name}${place}${when}: ${message}${advice}` };
}
