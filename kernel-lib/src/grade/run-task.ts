/**
 * The driver: runs the visible cases of one task with mocha. It holds the cases, the expected values and the verdict,
 * and never loads the learner's code; a runner process does, one for each case.
 */
import { availableParallelism } from 'node:os';
import { compileCell, type CompiledCell, type SyntaxProblem } from './compile.js';
import { judge, type Verdict } from './judge.js';
import { errorResult, type CaseResult, type CheckResult, type Shown } from './result.js';
import { runAhead } from './run-ahead.js';
import type { Runner } from './runner.js';
import { showCall, showValue } from './show-value.js';
import { freshRunners, heavyModules, type RunnerSource } from './spare-runners.js';
import { shortcutIn, shortcutSentence, type Shortcut } from './shortcuts.js';
import { AuthorError, listTasks, loadCases, loadHints, suggestTask } from './tasks.js';
import type { Case, TaskCases, TaskPlace } from './tasks.js';

/** Starting a process and importing tfjs takes seconds on a busy machine; that is not the learner's call. */
const LOAD_SECONDS = 20;
const CALL_SECONDS = 5;

export interface RunOptions {
  /** Leave the other cases out after the first that fails. */
  bail?: boolean;
  /** Where runners come from; each is started when it is needed if not given. */
  runners?: RunnerSource;
}

/** @param source - the task's cell; undefined where it has not been run. */
export async function checkTask(
  root: string,
  task: string,
  source: string | undefined,
  options: RunOptions = {},
): Promise<CheckResult> {
  const places = await listTasks(root);
  const place = places.find((one) => one.task === task);
  if (place === undefined) return unknownTask(task, places);
  try {
    const cases = loadCases(place);
    if (source === undefined) return noCell(task, cases.visible.length);
    const compiled = compileCell(source, cases.exports);
    if ('problems' in compiled) return syntaxResult(task, compiled.problems, cases.visible.length);
    const shortcut = shortcutIn(source, cases.ownWork);
    if (shortcut !== undefined) return shortcutResult(task, shortcut, cases.visible.length);
    return summary(
      place,
      await runCases(cases, compiled, options),
      await loadHints(place.folder),
      cases.visible.length,
    );
  } catch (thrown) {
    if (!(thrown instanceof AuthorError)) throw thrown;
    return errorResult(task, 'author', `The check of ${task} is broken: ${thrown.message}`, AUTHOR_NEXT);
  }
}

const AUTHOR_NEXT = 'This is not your mistake: go on with the next cell, and tell the author of the course.';

async function runCases(
  cases: TaskCases,
  compiled: CompiledCell,
  { bail = false, runners = freshRunners }: RunOptions,
): Promise<CaseResult[]> {
  const { default: Mocha } = await import('mocha');
  // The base of all reporters prints nothing by itself.
  const mocha = new Mocha({ reporter: Mocha.reporters.Base, timeout: 0, bail });
  const results: CaseResult[] = [];
  const flight: Flight = { cases, compiled, runners, running: new Set() };
  const starts = cases.visible.map((one) => () => runCase(flight, one));
  // A process a case: the next ones start while this one is judged, as many as there are processors.
  const verdictOf = runAhead(starts, bail ? 1 : Math.min(4, availableParallelism()));
  let stopped = false;
  for (const [index, one] of cases.visible.entries()) {
    const test = new Mocha.Test(one.name, async () => {
      const verdict: Verdict = stopped ? NOT_RUN : await verdictOf(index);
      // Each further case could take as long again.
      stopped ||= verdict.outcome === 'time limit';
      if (stopped) for (const runner of flight.running) runner.kill();
      results.push(toResult(one, verdict));
      if (verdict.outcome !== 'passed') throw new FailedCase();
    });
    mocha.suite.addTest(test);
  }
  const unexpected = await new Promise<unknown>((resolve) => {
    let found: unknown;
    const runner = mocha.run(() => resolve(found));
    runner.on(
      'fail',
      (_test: unknown, error: unknown) => (found ??= error instanceof FailedCase ? undefined : error),
    );
  });
  mocha.dispose();
  if (unexpected !== undefined) throw unexpected;
  return results;
}

/** Tells mocha that a case failed; what is to be said stands in its result. */
class FailedCase extends Error {}

const NOT_RUN: Verdict = { outcome: 'not run', message: 'not run, because a case before it took too long' };

/** What the cases of one check share, and the runners at work. */
interface Flight {
  cases: TaskCases;
  compiled: CompiledCell;
  runners: RunnerSource;
  running: Set<Runner>;
}

async function runCase({ cases, compiled, runners, running }: Flight, one: Case): Promise<Verdict> {
  const runner = runners.take(heavyModules(compiled.code, cases.visible));
  running.add(runner);
  try {
    const ready = await runner.ready(LOAD_SECONDS);
    if (ready.kind !== 'value') throw new Error('The process of the cell did not start.');
    const loaded = await runner.load(compiled.code, cases.exports, LOAD_SECONDS);
    let answer = loaded;
    if (loaded.kind === 'value') {
      const sendArguments = one.unchangedArguments === true;
      answer = await runner.call(one.call, one.args, one.seconds ?? CALL_SECONDS, sendArguments);
    }
    return judge(one, loaded, answer, await runner.finish(), compiled);
  } finally {
    running.delete(runner);
    runner.discard(); // It has ended, unless it did not start.
  }
}

function toResult(one: Case, { outcome, message, came, difference, printed }: Verdict): CaseResult {
  return {
    name: one.name,
    passed: outcome === 'passed',
    outcome,
    called: showCall(one.call, one.args),
    expected: withTolerance(showValue(one.expected, difference), one),
    ...(came === undefined ? {} : { came: showValue(came.value, difference) }),
    ...(message === undefined ? {} : { message }),
    ...(one.hint === undefined ? {} : { hint: one.hint }),
    ...(printed === undefined || printed === '' ? {} : { stdout: printed }),
  };
}

/** What is meant by "about": a loss of 0.1 ± 0.1. Small tolerances are for rounding alone and are no news. */
function withTolerance(shown: Shown, { expected, tolerance = 0 }: Case): Shown {
  if (typeof expected !== 'number' || tolerance < 0.001) return shown;
  const about = Number((tolerance * Math.max(1, Math.abs(expected))).toPrecision(3));
  return { ...shown, text: `${shown.text} ± ${about}` };
}

function summary(place: TaskPlace, cases: CaseResult[], hints: string[], total: number): CheckResult {
  const passed = cases.filter((one) => one.passed).length;
  const failing = cases.find((one) => !one.passed);
  const status = failing === undefined ? 'passed' : failing.outcome === 'not yet' ? 'not yet' : 'failed';
  const { task, points } = place;
  return {
    task,
    status,
    passed,
    total,
    // The author's hint belongs to the first case that fails: one step at a time.
    cases: cases.map((one) => withHint(one, one === failing && status === 'failed', hints[0])),
    ...(points === undefined ? {} : { points }),
    next: nextStep(status, place),
  };
}

function withHint({ hint, ...one }: CaseResult, wanted: boolean, general: string | undefined): CaseResult {
  const chosen = hint ?? general;
  return wanted && chosen !== undefined ? { ...one, hint: chosen } : one;
}

function nextStep(status: 'passed' | 'failed' | 'not yet', { task, lesson, following }: TaskPlace): string {
  if (status === 'failed') return `Change the cell, run it, and check ${task} again.`;
  if (status === 'not yet')
    return 'Write your answer in place of the line that throws, run the cell, and check again.';
  return following === undefined ? `That was the last task of ${lesson}.` : `Next: ${following}.`;
}

function unknownTask(task: string, places: readonly TaskPlace[]): CheckResult {
  const known = places.map((place) => place.task);
  const meant = suggestTask(task, known);
  const next = meant === undefined ? 'Check one of these.' : `Did you mean ${meant}?`;
  const list = known.length === 0 ? 'there are none yet' : `there are: ${known.join(', ')}`;
  return errorResult(task, 'unknown task', `There is no task ${JSON.stringify(task)}; ${list}.`, next);
}

function noCell(task: string, total: number): CheckResult {
  const message = `The cell of ${task} has not been run yet.`;
  return errorResult(
    task,
    'no cell',
    message,
    `Run the cell that begins with "// task: ${task}" first.`,
    total,
  );
}

function syntaxResult(task: string, problems: readonly SyntaxProblem[], total: number): CheckResult {
  const { line, column, message, text } = problems[0]!;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  const where = `line ${line}, column ${column} of the cell`;
  const told = `The cell cannot be read: ${message} At ${where}${more}: ${text.trim()}`;
  return errorResult(task, 'syntax', told, `Mend ${where}, run the cell, and check again.`, total);
}

/** Like a cell that cannot be read: it is the cell that has to be changed before a case is run. */
function shortcutResult(task: string, shortcut: Shortcut, total: number): CheckResult {
  const next = `Write ${shortcut.name} out, run the cell, and check again.`;
  return errorResult(task, 'syntax', shortcutSentence(shortcut), next, total);
}
