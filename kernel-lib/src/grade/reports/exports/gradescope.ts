/**
 * `--to gradescope`: a `results.json` for each student, as Gradescope's autograder specification has it
 * (gradescope-autograders.readthedocs.io, "Autograder Specifications", "Output format"). One test a task; the score
 * on top is the final one. Who could not be graded gets no file: Gradescope then says that the autograder failed.
 */
import { fileNames } from '../file-name.js';
import { lateSentence, learnerTask, stateSentence, type LearnerTask } from '../learner.js';
import type { FinalGrade } from '../scores.js';
import { json, note, type Exporter } from './exported.js';

export const exportGradescope: Exporter = ({ grades }) => {
  const names = fileNames([...new Set(grades.map(({ person }) => person.student_id))]);
  const graded = grades.filter(({ score }) => score !== null);
  const of = (state: FinalGrade['state']) =>
    grades.filter((grade) => grade.state === state).map(({ person }) => person.student_id);
  return {
    files: graded.map((grade) => ({
      path: `${grade.lesson}/${names.get(grade.person.student_id)}/results.json`,
      text: json(gradescopeResults(grade)),
    })),
    notes: [
      ...note('No results.json, because they could not be graded', of('ungraded')),
      ...note('No results.json, because they handed in nothing', of('missing')),
    ],
  };
};

export function gradescopeResults(grade: FinalGrade) {
  const { score, result, tasks } = grade;
  const output = [stateSentence(grade), lateSentence(grade), ...(result?.warnings ?? [])];
  return {
    score,
    ...(result === undefined ? {} : { execution_time: Math.ceil(result.durations.total) }),
    output: output.filter((sentence) => sentence !== undefined).join('\n'),
    output_format: 'text',
    test_output_format: 'text',
    test_name_format: 'text',
    visibility: 'visible',
    // Nothing that the run printed is for learners.
    stdout_visibility: 'hidden',
    extra_data: result === undefined ? {} : origin(result),
    tests: tasks.map((task, index) => gradescopeTest(learnerTask(task), index)),
    leaderboard: [],
  };
}

const origin = ({ submission, checks, seed, isolation }: NonNullable<FinalGrade['result']>) => ({
  submission,
  checks,
  seed,
  isolation,
});

function gradescopeTest(task: LearnerTask, index: number) {
  return {
    score: task.points ?? 0,
    max_score: task.maxPoints,
    status: task.points === task.maxPoints ? 'passed' : 'failed',
    name: task.task,
    name_format: 'text',
    number: String(index + 1),
    output: taskText(task),
    output_format: 'text',
    tags: [task.label],
    visibility: 'visible',
    extra_data: {},
  };
}

/** All that a learner may know of a task, in lines. */
export function taskText({ meaning, count, tells, comment, next }: LearnerTask): string {
  const lines = [meaning, count, ...tells.map((tell) => `- ${tell}`), comment, next];
  return lines.filter((line) => line !== undefined && line !== '').join('\n');
}
