/** The class of twelve with its final grades, and Python beside it. */
import { execFileSync } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';
import type { Context } from 'mocha';
import { parseOverrides } from 'kernel-lib/dist/grade/reports/overrides.js';
import { finalGrades } from 'kernel-lib/dist/grade/reports/scores.js';
import { needs } from '../../support/needs.js';
import { root } from '../../support/paths.js';
import { DEADLINES, RESULTS, ROSTER } from './classOf12.js';

export const OVERRIDES = parseOverrides(
  'student_id,lesson,task,points,comment\ns03,00-journey,cross-entropy,0.25,"=1+1, <b>almost</b>"\n',
  'overrides.csv',
);
export const grades = finalGrades({
  results: RESULTS,
  roster: ROSTER,
  deadlines: DEADLINES,
  overrides: OVERRIDES,
});

/** nbgrader quotes nothing and knows no ungraded submission: those are left out where it is asked. */
export const PLAIN_GRADES = grades.grades.filter(
  ({ person, state }) => !['s03', 's04'].includes(person.student_id) && state !== 'ungraded',
);
/** What nbgrader's exporter wrote of them; the long test asks it again. */
export const NBGRADER_CSV = 'nbgrader-0.9.5-grades.csv';

export const support = (...parts: string[]) => join(root, 'test', 'grade', 'reports', ...parts);
export function runPython(
  context: Context,
  script: string,
  given: { input?: string; words?: string[] },
): string {
  const python = needs(context, 'python-test');
  // nbgrader starts programs of its environment by their names.
  const path = `${dirname(python)}${delimiter}${process.env['PATH']}`;
  const env = { ...process.env, PATH: path, PYTHONDONTWRITEBYTECODE: '1' };
  const words = [support('python', script), ...(given.words ?? [])];
  return execFileSync(python, words, { encoding: 'utf8', env, input: given.input ?? '', timeout: 90_000 });
}
