/** One task of one submission: its outcome, points and checks. */
import { messageOf } from '../../errors.js';
import { compilerFor } from '../compiler/compiler.js';
import type { CheckGrade, Outcome, SubmittedAnswer, TaskGrade } from '../grading.js';
import type { Isolation } from '../isolation/isolation.js';
import { shortcutIn, shortcutSentence, type Shortcut } from '../shortcuts.js';
import type { TaskPlace } from '../tasks.js';
import type { CompiledCell } from '../compile.js';
import { InfrastructureError } from './failures.js';
import { loadTask, type GradedTask } from './course.js';
import type { TaskState } from './learner.js';
import { messageFor } from './messages.js';
import { runHidden } from './run-hidden.js';
import { seedOf } from './seeds.js';
import { runVisible, visibleLearner, withSpoiled } from './visible.js';

export interface GradeTaskOptions {
  /** The folder that holds `solutions/`. */
  root: string;
  secret: string;
  isolation: Isolation;
  /** Of the submission: the random numbers of the checks hang on it. */
  hash: string;
}

/** From the mildest to the one that is told first. */
const SEVERITY: Outcome[] = [
  'passed',
  'author error',
  'failed',
  'student error',
  'time limit',
  'memory limit',
  'output limit',
  'not written',
  'missing',
  'syntax error',
  'protocol violation',
  'review',
  'infrastructure error',
];

/** Never throws for what a learner or an author did. */
export async function gradeTask(
  place: TaskPlace,
  answer: Omit<SubmittedAnswer, 'task'>,
  options: GradeTaskOptions,
): Promise<TaskGrade> {
  const { task, points: maxPoints = 0 } = place;
  const without = (outcome: Outcome): TaskGrade => ({ task, outcome, points: 0, maxPoints, checks: [] });
  if (answer.candidates !== undefined) return without('review');
  if (answer.source === undefined) return without('missing');
  let graded: GradedTask;
  try {
    graded = await loadTask(options.root, place);
  } catch (thrown) {
    return brokenTask(place, 'author error', thrown);
  }
  try {
    const compiled = await compilerFor(options.isolation).compile(answer.source, graded.cases.exports);
    if ('problems' in compiled) return without('syntax error');
    const shortcut = shortcutIn(answer.source, graded.cases.ownWork);
    if (shortcut !== undefined) return { ...without('failed'), checks: [notOwnWork(shortcut)] };
    return await runAll(graded, compiled, options);
  } catch (thrown) {
    if (!(thrown instanceof InfrastructureError)) throw thrown;
    return brokenTask(place, 'infrastructure error', thrown);
  }
}

async function runAll(
  graded: GradedTask,
  cell: CompiledCell,
  { secret, hash, isolation }: GradeTaskOptions,
): Promise<TaskGrade> {
  const { place, cases } = graded;
  const state: TaskState = { timeLimits: 0 };
  const seed = (...parts: string[]) => seedOf(secret, hash, place.task, ...parts);
  const tensors = cases.needs?.includes('tensors') === true;
  const learner = { isolation, cell, exports: cases.exports, tensors, state };
  const first = visibleLearner(cases, { ...learner, seed: seed('visible cases') });
  try {
    const visible = await runVisible(cases, first, cell);
    const shown = first.spoiled;
    // Hidden checks may give a call more time than visible cases do: those do not count against them.
    state.timeLimits = 0;
    const hidden = await runHidden({ ...graded, seed, learner, first });
    await first.finish();
    return summary(place, [...withSpoiled(visible, shown ?? first.spoiled), ...hidden]);
  } catch (thrown) {
    return brokenTask(place, 'author error', thrown);
  } finally {
    await first.finish();
  }
}

/** Counts as a check of its own, so that a learner reads why. */
const notOwnWork = (shortcut: Shortcut): CheckGrade => ({
  name: 'own work',
  hidden: true,
  outcome: 'failed',
  weight: 1,
  message: shortcutSentence(shortcut),
});

/** A task whose checks cannot be run costs nobody a point. */
function brokenTask(
  { task, points: maxPoints = 0 }: TaskPlace,
  outcome: 'author error' | 'infrastructure error',
  thrown: unknown,
): TaskGrade {
  const check: CheckGrade = {
    name: 'hidden checks',
    hidden: true,
    outcome,
    weight: 1,
    message: messageFor(outcome),
    detail: messageOf(thrown),
  };
  return { task, outcome, points: outcome === 'author error' ? maxPoints : 0, maxPoints, checks: [check] };
}

function summary({ task, points: maxPoints = 0 }: TaskPlace, checks: CheckGrade[]): TaskGrade {
  const weights = (some: CheckGrade[]) => some.reduce((sum, { weight }) => sum + weight, 0);
  const earned = checks.filter(({ outcome }) => outcome === 'passed' || outcome === 'author error');
  const total = weights(checks);
  const points = total === 0 ? 0 : Math.round((100 * maxPoints * weights(earned)) / total) / 100;
  const rank = ({ outcome }: CheckGrade) => SEVERITY.indexOf(outcome);
  const outcome = [...checks].sort((a, b) => rank(b) - rank(a))[0]!.outcome;
  // Points of a run that the machine broke would be no points of the answer.
  return { task, outcome, points: outcome === 'infrastructure error' ? 0 : points, maxPoints, checks };
}
