/** `--to csv`: one line a student and lesson for a person with a spreadsheet, one column a task. */
import { formatCsv, SPREADSHEET } from '../csv.js';
import type { FinalGrade } from '../scores.js';
import type { Exporter } from './exported.js';

const HEADING = [
  'student_id',
  'last_name',
  'first_name',
  'email',
  'lesson',
  'state',
  'score',
  'max_score',
  'raw_score',
  'late_penalty',
  'days_late',
  'submitted_at',
];

/** `grades.csv`. Empty cells: nothing was handed in, or not graded; never a zero that nobody gave. */
export const exportCsv: Exporter = ({ grades }) => {
  const tasks = [...new Set(grades.flatMap((grade) => grade.tasks.map(({ task }) => task)))];
  const rows = grades.map((grade) => [
    ...fixed(grade),
    ...tasks.map((task) => pointsOf(grade, task)),
    comments(grade),
  ]);
  const text = formatCsv([[...HEADING, ...tasks, 'comment'], ...rows], SPREADSHEET);
  return { files: [{ path: 'grades.csv', text }], notes: [] };
};

function fixed({ person, lesson, state, score, rawScore, maxScore, penalty, lateness, result }: FinalGrade) {
  const { student_id, last_name, first_name, email } = person;
  return [
    ...[student_id, last_name, first_name, email, lesson, state],
    ...[score, maxScore, rawScore],
    ...[rawScore === null ? null : penalty, lateness?.days ?? null, result?.submittedAt ?? null],
  ];
}

function pointsOf({ state, tasks }: FinalGrade, task: string): number | null {
  if (state === 'missing') return null;
  return tasks.find((one) => one.task === task)?.points ?? null;
}

const comments = ({ tasks }: FinalGrade) =>
  tasks
    .flatMap(({ task, override }) =>
      override === undefined || override.comment === '' ? [] : [`${task}: ${override.comment}`],
    )
    .join('; ');
