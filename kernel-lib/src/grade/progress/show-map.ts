/** The map of the course as text for a terminal and as escaped HTML for a notebook. */
import { escapeHtml } from '../../display/escape.js';
import { PALETTE } from '../../display/palette.js';
import type { CourseMap, LessonProgress, TaskProgress, TaskState } from './course-map.js';

export const SIGNS: Record<TaskState, string> = { done: '●', changed: '↻', open: '◐', 'not begun': '○' };
const COLOURS: Record<TaskState, string> = {
  done: PALETTE.rlhf,
  changed: PALETTE.highlight,
  open: PALETTE.sft,
  'not begun': PALETTE.muted,
};

const count = (n: number, word: string) => `${n} ${word}${n === 1 ? '' : 's'}`;

const headline = ({ done, tasks, points, maxPoints }: CourseMap) =>
  tasks === 0
    ? 'There are no exercises yet.'
    : `Your way through the course: ${done} of ${count(tasks, 'task')}, ${points} of ${count(maxPoints, 'point')}`;

/** What stands behind a task. */
function newsOf({ state, points, cases, passedAt }: TaskProgress): string {
  switch (state) {
    case 'done':
      return `done, ${count(points, 'point')}`;
    case 'changed':
      return 'changed since it passed: check it again';
    case 'open': {
      const now =
        cases === undefined ? 'begun, not checked yet' : `${cases[0]} of ${count(cases[1], 'case')}`;
      return `${now}${passedAt === undefined ? '' : ' (it passed before)'}`;
    }
    case 'not begun':
      return `${count(points, 'point')} to earn`;
    default:
      return state satisfies never;
  }
}

function nextStep({ next, tasks }: CourseMap): string {
  if (next !== undefined) return `Next: ${next.task}, in ${next.file}`;
  return tasks === 0 ? 'Begin with the first lesson: npm start' : 'All tasks of the course are done.';
}

const signsOf = ({ tasks }: LessonProgress) => tasks.map(({ state }) => SIGNS[state]).join('');

/** Without a line end behind the last line. */
export function mapText(map: CourseMap): string {
  const width = Math.max(0, ...map.lessons.flatMap(({ tasks }) => tasks.map(({ task }) => task.length)));
  const lessons = map.lessons.flatMap((lesson) => [
    '',
    lesson.tasks.length === 0 ? lesson.title : `${lesson.title}  ${signsOf(lesson)}`,
    ...lesson.tasks.map((one) => `  ${SIGNS[one.state]} ${one.task.padEnd(width)}  ${newsOf(one)}`),
  ]);
  const command = map.next === undefined ? [] : [`  npx blossom check ${quoted(map.next.file)} --watch`];
  return [headline(map), ...lessons, '', `→ ${nextStep(map)}`, ...command].join('\n');
}

const quoted = (path: string) => (/^[\w./\\-]+$/.test(path) ? path : `"${path}"`);

export function mapHtml(map: CourseMap): string {
  const lessons = map.lessons.map(
    (lesson) =>
      `<p style="margin:0.8em 0 0.2em"><strong>${escapeHtml(lesson.title)}</strong></p>` +
      `<table style="color:inherit">${lesson.tasks.map(taskHtml).join('')}</table>`,
  );
  return (
    `<div class="blossom-progress"><p>${escapeHtml(headline(map))}</p>${lessons.join('')}` +
    `<p>→ ${escapeHtml(nextStep(map))}</p></div>`
  );
}

function taskHtml(one: TaskProgress): string {
  const cell = (html: string, style = '') => `<td style="text-align:left;${style}">${html}</td>`;
  const sign = cell(SIGNS[one.state], `color:${COLOURS[one.state]}`);
  return `<tr>${sign}${cell(`<code>${escapeHtml(one.task)}</code>`)}${cell(escapeHtml(newsOf(one)))}</tr>`;
}
