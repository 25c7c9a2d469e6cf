/** `results.jsonl` as reports read it: every line, checked, because a score that is no number must never become one. */
import { UserError } from '../../errors.js';
import { readText } from '../../files.js';
import { shown } from '../../options.js';
import type { GradeResult } from '../grading.js';
import { readTime } from './deadlines.js';
import { OUTCOMES } from './words.js';

/** All lines, oldest first. A last line that was cut off in the middle is left out. */
export async function readHistory(path: string): Promise<GradeResult[]> {
  return parseHistory(await readText(path), path);
}

export function parseHistory(text: string, path: string): GradeResult[] {
  const lines = text.split('\n');
  const torn = lines.pop() ?? '';
  const results = lines.flatMap((line, index) =>
    line.trim() === '' ? [] : [readResult(line, `${path}, line ${index + 1}`)],
  );
  if (torn.trim() === '') return results;
  // Without its line end it counts only where it is whole, as an editor leaves it.
  try {
    JSON.parse(torn);
  } catch {
    return results;
  }
  return [...results, readResult(torn, `${path}, line ${lines.length + 1}`)];
}

/** The last line of each student and lesson, in the order in which students first appear. */
export function latestResults(history: readonly GradeResult[]): GradeResult[] {
  const latest = new Map<string, GradeResult>();
  for (const result of history) latest.set(JSON.stringify([result.lesson, result.student]), result);
  return [...latest.values()];
}

function readResult(line: string, where: string): GradeResult {
  let result: GradeResult;
  try {
    result = JSON.parse(line) as GradeResult;
  } catch (thrown) {
    throw new UserError(`${where} is no JSON: grade this submission again.`, 1, { cause: thrown });
  }
  if (result?.submittedAt !== undefined) readTime(result.submittedAt, `${where}: submittedAt`);
  const problem = problemOf(result);
  if (problem !== undefined) throw new UserError(`${where}: ${problem}; grade this submission again.`);
  return result;
}

const isPoints = (value: unknown, most = 1e6): value is number =>
  typeof value === 'number' && value >= 0 && value <= most;
const isList = (value: unknown, of: 'string' | 'object') =>
  Array.isArray(value) && value.every((item) => typeof item === of && item !== null);

function problemOf(result: GradeResult): string | undefined {
  if (typeof result !== 'object' || result === null) return 'it is no object';
  const { schema, student, lesson, state, score, maxScore, tasks, warnings, review, durations } = result;
  if (schema !== 'blossom/grade/v1') return `its schema is ${shown(schema)}, not "blossom/grade/v1"`;
  for (const [name, value] of Object.entries({ student, lesson })) {
    if (typeof value !== 'string' || value === '') return `${name} is ${shown(value)}`;
  }
  if (!isPoints(maxScore)) return `maxScore is ${shown(maxScore)}`;
  if (state !== 'graded' && state !== 'ungraded') return `state is ${shown(state)}`;
  const wanted = state === 'graded' ? isPoints(score, maxScore) : score === null;
  if (!wanted) return `score is ${shown(score)} of ${maxScore} in state "${state}"`;
  if (!isList(tasks, 'object') || !isList(warnings, 'string') || !isList(review, 'string')) {
    return 'tasks, warnings and review must be lists';
  }
  if (typeof durations?.total !== 'number' || typeof durations.tasks !== 'object')
    return 'durations are missing';
  return tasks.map(problemOfTask).find((problem) => problem !== undefined);
}

function problemOfTask({ task, outcome, points, maxPoints, checks }: GradeResult['tasks'][number]) {
  if (typeof task !== 'string') return `task is ${shown(task)}`;
  if (!isPoints(maxPoints)) return `maxPoints of ${task} is ${shown(maxPoints)}`;
  if (!isPoints(points, maxPoints)) return `points of ${task} is ${shown(points)} of ${maxPoints}`;
  if (!Object.hasOwn(OUTCOMES, outcome)) return `outcome of ${task} is ${shown(outcome)}`;
  if (!isList(checks, 'object')) return `checks of ${task} must be a list`;
  const bad = checks.find(
    (check) => !Object.hasOwn(OUTCOMES, check.outcome) || typeof check.message !== 'string',
  );
  return bad === undefined ? undefined : `a check of ${task} has outcome ${shown(bad.outcome)}`;
}
