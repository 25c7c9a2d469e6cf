/**
 * Points that a person gave, beside the results as `overrides.csv`:
 *
 *   student_id,lesson,task,points,comment
 *   s03,00-journey,mask-sentence,2.5,"right idea, one slip"
 *
 * They replace what the grader gave for the task (also where it gave nothing: a task to be marked by hand), come before
 * the late rule, and are never written into the results, so that grading again keeps them.
 */
import { UserError } from '../../errors.js';
import { shown } from '../../options.js';
import { readCsv } from './csv.js';

export interface Override {
  student: string;
  lesson: string;
  task: string;
  /** In hundredths at most. */
  points: number;
  /** For the learner, too. */
  comment: string;
  /** Where it stands, for errors: `overrides.csv, line 3`. */
  where: string;
}

const COLUMNS = ['student_id', 'lesson', 'task', 'points', 'comment'];

export function parseOverrides(text: string, path: string): Override[] {
  const seen = new Map<string, string>();
  return readCsv(text, path, COLUMNS).map(({ line, values }) => {
    const where = `${path}, line ${line}`;
    const [student, lesson, task] = ['student_id', 'lesson', 'task'].map((name) => {
      if (values[name] === '') throw new UserError(`${where}: ${name} is empty.`);
      return values[name]!;
    }) as [string, string, string];
    const key = JSON.stringify([student, lesson, task]);
    if (seen.has(key)) {
      throw new UserError(
        `${where}: ${student} has points for ${task} twice, first in ${seen.get(key)}; keep one.`,
      );
    }
    seen.set(key, where);
    return {
      student,
      lesson,
      task,
      points: readPoints(values['points']!, where),
      comment: values['comment']!,
      where,
    };
  });
}

/** `2`, `2.5` or `2.25`. Neither `NaN` nor `hello` nor `1e3` is a number of points. */
function readPoints(text: string, where: string): number {
  if (!/^\d{1,6}(\.\d{1,2})?$/.test(text)) {
    throw new UserError(
      `${where}: points must be a number from 0 with at most two decimals, such as 2.5, got ${shown(text)}.`,
    );
  }
  return Number(text);
}
