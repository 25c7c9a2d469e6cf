/**
 * `--to prairielearn`: a `results.json` for each student, as PrairieLearn's external graders write it (its
 * documentation, "External grading", "Grading results"). A file that is no notebook is `gradable: false`, which costs
 * no attempt. Where the machine failed there is no file: PrairieLearn then reports the failure itself.
 */
import { fileNames } from '../file-name.js';
import { lateSentence, learnerTask, stateSentence } from '../learner.js';
import { isUnreadable, type FinalGrade } from '../scores.js';
import { json, note, type Exporter } from './exported.js';
import { taskText } from './gradescope.js';

export const exportPrairielearn: Exporter = ({ grades }) => {
  const names = fileNames([...new Set(grades.map(({ person }) => person.student_id))]);
  const answered = grades.filter((grade) => grade.score !== null || isUnreadable(grade));
  const others = grades.filter((grade) => !answered.includes(grade));
  const of = (state: FinalGrade['state']) =>
    others.filter((grade) => grade.state === state).map(({ person }) => person.student_id);
  return {
    files: answered.map((grade) => ({
      path: `${grade.lesson}/${names.get(grade.person.student_id)}/results.json`,
      text: json(prairielearnResults(grade)),
    })),
    notes: [
      ...note('No results.json, because the machine failed', of('ungraded')),
      ...note('No results.json, because they handed in nothing', of('missing')),
    ],
  };
};

export function prairielearnResults(grade: FinalGrade) {
  const { score, maxScore, tasks, result } = grade;
  const sentences = [stateSentence(grade), lateSentence(grade)].filter((sentence) => sentence !== undefined);
  if (score === null) return { gradable: false, format_errors: sentences };
  return {
    gradable: true,
    // From 0 to 1. A lesson without points is passed by handing it in.
    score: maxScore === 0 ? 1 : score / maxScore,
    message: [`${score} of ${maxScore} points.`, ...sentences].join(' '),
    output: (result?.warnings ?? []).join('\n'),
    images: [],
    tests: tasks.map(learnerTask).map((task) => ({
      name: task.task,
      description: task.label,
      points: task.points ?? 0,
      max_points: task.maxPoints,
      message: taskText(task),
      output: '',
    })),
  };
}
