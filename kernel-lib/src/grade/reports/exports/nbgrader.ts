/**
 * `--to nbgrader`: the file that nbgrader's own CSV exporter writes (0.9), column by column: times as Python prints a
 * naive UTC `datetime`, numbers as Python prints a `float`, and 0.0 where nothing was handed in. What could not be
 * graded has empty scores, for which nbgrader has no word: a zero would be a grade.
 */
import { formatCsv, PLAIN } from '../csv.js';
import type { FinalGrade } from '../scores.js';
import { note, type Exporter } from './exported.js';

const COLUMNS = [
  'assignment',
  'duedate',
  'timestamp',
  'student_id',
  'last_name',
  'first_name',
  'email',
  'raw_score',
  'late_submission_penalty',
  'score',
  'max_score',
];

export const exportNbgrader: Exporter = ({ grades }) => {
  const dues = new Map(
    grades.flatMap(({ lesson, lateness }) =>
      lateness?.extended === false ? [[lesson, lateness.due] as const] : [],
    ),
  );
  const rows = grades.map((grade) => row(grade, dues.get(grade.lesson) ?? grade.lateness?.due));
  const ungraded = grades.filter(({ state }) => state === 'ungraded').map(({ person }) => person.student_id);
  return {
    files: [{ path: 'grades.csv', text: formatCsv([COLUMNS, ...rows], PLAIN) }],
    notes: note('Without a score, because they could not be graded', ungraded),
  };
};

function row(
  { person, lesson, state, result, rawScore, penalty, score, maxScore }: FinalGrade,
  due?: string,
) {
  const { student_id, last_name, first_name, email } = person;
  const number = (points: number | null) => (points === null ? emptyOrZero(state) : pythonFloat(points));
  const submitted = result?.submittedAt;
  return [
    lesson,
    due === undefined ? '' : pythonTime(due),
    submitted === undefined ? '' : pythonTime(submitted),
    ...[student_id, last_name, first_name, email],
    number(rawScore),
    number(rawScore === null ? null : penalty),
    number(score),
    pythonFloat(maxScore),
  ];
}

const emptyOrZero = (state: FinalGrade['state']) => (state === 'missing' ? '0.0' : '');
const pythonFloat = (points: number) => (Number.isInteger(points) ? `${points}.0` : String(points));

/** `2026-11-01 23:59:00`, with microseconds where there are some. */
function pythonTime(iso: string): string {
  const [seconds, milliseconds] = new Date(iso).toISOString().replace('T', ' ').replace('Z', '').split('.');
  return milliseconds === '000' ? seconds! : `${seconds}.${milliseconds}000`;
}
