/** A class of twelve and two tasks, with every outcome, a name in HTML and one that is a formula. */
import type { CheckGrade, GradeResult, Outcome, TaskGrade } from 'kernel-lib/dist/grade/grading.js';
import type { Person } from 'kernel-lib/dist/grade/reports/roster.js';

export const LESSON = '00-journey';

export const ROSTER: Person[] = [
  ['s01', 'Lin', 'Mei', 'mei@campus.example'],
  ['s02', '张', '伟', 'wei@campus.example'],
  ['s03', '<script>alert(1)</script>', 'Bobby "Tables", Jr.', 'bobby@campus.example'],
  ['s04', '=HYPERLINK("http://evil.example","grades")', '@SUM(A1)', '+1@campus.example'],
  ['s05', 'Novák', 'Jana', 'jana@campus.example'],
  ['s06', 'Okafor', 'Chidi', 'chidi@campus.example'],
  ['s07', 'Sato', 'Ren', 'ren@campus.example'],
  ['s08', 'García', 'Lucía', 'lucia@campus.example'],
  ['s09', 'Silva', 'Ana', 'ana@campus.example'],
  ['s10', 'Haddad', 'Omar', 'omar@campus.example'],
  ['s11', 'Berg', 'Nils', 'nils@campus.example'],
  ['s12', 'Quiet', 'Quentin', 'quentin@campus.example'],
].map(
  ([student_id, last_name, first_name, email]) => ({ student_id, last_name, first_name, email }) as Person,
);

/** What no learner may ever read. */
export const SECRETS = {
  name: 'HIDDENNAME agrees on row [0.731, -2.5]',
  detail: 'HIDDENDETAIL expected 0.25 for input [9, 1, 4]',
};
export const TELL = 'Some rows of ordinary numbers give other probabilities.';

const visible = (outcome: Outcome): CheckGrade => ({
  name: 'two equal scores: ln 2',
  hidden: false,
  outcome,
  weight: 0,
  message: outcome === 'passed' ? '' : 'crossEntropy([[0, 0]], [1]) gave 0, expected 0.6931.',
});
export const hidden = (outcome: Outcome, message = outcome === 'passed' ? '' : TELL): CheckGrade => ({
  name: SECRETS.name,
  hidden: true,
  outcome,
  weight: 1,
  message,
  ...(outcome === 'passed' ? {} : { detail: SECRETS.detail }),
});

export function task(name: string, outcome: Outcome, points: number, checks?: CheckGrade[]): TaskGrade {
  const ran = !['not written', 'missing', 'syntax error', 'review'].includes(outcome);
  const own = ran ? [visible(outcome === 'failed' ? 'failed' : 'passed'), hidden(outcome)] : [];
  return { task: name, outcome, points, maxPoints: 3, checks: checks ?? own };
}

const hex = (student: string) => Buffer.from(student.padEnd(32, '.')).toString('hex');

export function result(student: string, tasks: TaskGrade[], changes: Partial<GradeResult> = {}): GradeResult {
  return {
    schema: 'blossom/grade/v1',
    student,
    lesson: LESSON,
    submission: hex(student),
    checks: 'c'.repeat(64),
    seed: '5eed5eed5eed5eed',
    isolation: 'bubblewrap',
    state: 'graded',
    score: tasks.reduce((sum, { points }) => sum + points, 0),
    maxScore: 6,
    tasks,
    warnings: [],
    review: [],
    submittedAt: '2026-11-01T12:00:00.000Z',
    durations: {
      total: 1.25,
      tasks: Object.fromEntries(tasks.map(({ task }, index) => [task, 0.5 + index / 10])),
    },
    ...changes,
  };
}

const mask = (outcome: Outcome, points: number) => task('mask-sentence', outcome, points);
const entropy = (outcome: Outcome, points: number) => task('cross-entropy', outcome, points);

/** s12 handed in nothing; "stranger" is on no roster. */
export const RESULTS: GradeResult[] = [
  result('s01', [mask('passed', 3), entropy('passed', 3)]),
  result('s02', [mask('failed', 1.5), entropy('passed', 3)], { submittedAt: '2026-11-02T00:00:00.000Z' }),
  result('s03', [mask('not written', 0), entropy('syntax error', 0)], {
    warnings: ['The cell of cross-entropy was found by its text: <b>bold</b>.'],
  }),
  result('s04', [mask('student error', 0), entropy('time limit', 0)]),
  result('s05', [mask('memory limit', 0), entropy('output limit', 0)]),
  result('s06', [mask('protocol violation', 0), entropy('missing', 0)]),
  result('s07', [mask('review', 0), entropy('passed', 3)], {
    review: ['mask-sentence: two cells claim the task and differ.'],
  }),
  result('s08', [mask('author error', 3), entropy('passed', 3)], {
    review: ['cross-entropy: the check itself threw.'],
  }),
  result('s09', [mask('infrastructure error', 0), entropy('passed', 3)], {
    state: 'ungraded',
    score: null,
    review: ['The machine failed twice: no free memory.'],
  }),
  result('s10', [], { state: 'ungraded', score: null, review: ['The notebook is no JSON (line 3).'] }),
  result('s11', [mask('passed', 3), entropy('failed', 0.75)], { submittedAt: '2026-11-09T00:00:00.000Z' }),
  result('stranger', [mask('passed', 3), entropy('passed', 3)]),
];

export const DEADLINES = {
  [LESSON]: { due: '2026-11-01T23:59:00Z', late: { percentPerDay: 10, maxDays: 5 } },
};
