/** The visible cases of one task on one answer, together in one process. They carry no points: anybody can read them. */
import type { CompiledCell } from '../compile.js';
import type { CheckGrade, Outcome } from '../grading.js';
import { judge, type Verdict } from '../judge.js';
import type { CaseOutcome } from '../result.js';
import type { Case, TaskCases } from '../tasks.js';
import { InfrastructureError } from './failures.js';
import { Learner, type LearnerOptions, type Reply } from './learner.js';
import { messageFor } from './messages.js';

const CALL_SECONDS = 5;
const MEGABYTES = 1024;

/** @param learner - as `visibleLearner` makes it; its process stays up. */
export async function runVisible(
  cases: TaskCases,
  learner: Learner,
  cell: CompiledCell,
): Promise<CheckGrade[]> {
  const grades: CheckGrade[] = [];
  for (const one of cases.visible) grades.push(await gradeCase(one, learner, cell));
  return grades;
}

export function visibleLearner(
  cases: TaskCases,
  options: Omit<LearnerOptions, 'seconds' | 'megabytes'>,
): Learner {
  const seconds = Math.max(CALL_SECONDS, ...cases.visible.map((one) => one.seconds ?? 0));
  return new Learner({ ...options, seconds, megabytes: MEGABYTES });
}

/** The grades once the process has ended: where it broke the rules, none of its answers counts. */
export function withSpoiled(grades: CheckGrade[], spoiled: Outcome | undefined): CheckGrade[] {
  if (spoiled === undefined) return grades;
  return grades.map((grade) => ({ ...grade, outcome: spoiled, message: messageFor(spoiled) }));
}

async function gradeCase(one: Case, learner: Learner, cell: CompiledCell): Promise<CheckGrade> {
  const grade = { name: one.name, hidden: false, weight: 0 };
  let reply: Reply;
  try {
    reply = await learner.call(one.call, one.args, one.unchangedArguments === true, one.seconds);
  } catch (thrown) {
    if (!(thrown instanceof InfrastructureError)) throw thrown;
    const outcome = 'infrastructure error';
    return { ...grade, outcome, message: messageFor(outcome), detail: thrown.message };
  }
  const end = { printed: '', lastWords: '', flooded: false };
  const verdict = judge(one, reply.loaded, reply.answer, end, cell);
  const outcome = reply.outcome ?? outcomeOfCase(verdict.outcome);
  return { ...grade, outcome, message: sentence(outcome, verdict) };
}

/** The inputs are public, so what the code threw may be told, too. */
const sentence = (outcome: Outcome, { outcome: ofCase, message }: Verdict): string =>
  ofCase === 'process ended' ? messageFor(outcome) : (message ?? messageFor(outcome));

function outcomeOfCase(outcome: CaseOutcome): Outcome {
  switch (outcome) {
    case 'passed':
      return 'passed';
    case 'wrong answer':
      return 'failed';
    case 'not yet':
      return 'not written';
    case 'threw':
    case 'no function':
    case 'process ended':
      return 'student error';
    case 'time limit':
    case 'not run':
      return 'time limit';
    case 'violation':
      return 'protocol violation';
    default:
      return outcome satisfies never;
  }
}
