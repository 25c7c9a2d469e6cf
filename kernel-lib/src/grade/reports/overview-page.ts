/** The class overview as one page for the instructor. It names students and hidden checks: not for a class. */
import { escapeHtml } from '../../display/escape.js';
import type { LessonOverview, Overview, ReviewItem } from './overview.js';
import { plural } from './learner.js';
import { barHtml, isolated, lessonTitle, markHtml, reportPage, titleOf } from './page.js';
import { nameOf } from './roster.js';
import type { FinalGrade } from './scores.js';
import { similarHtml, type SimilarPart } from './similar-page.js';
import { OUTCOMES } from './words.js';

export interface OverviewPage {
  overview: Overview;
  grades: readonly FinalGrade[];
  /** One for each lesson whose answers were compared. */
  similar: ReadonlyMap<string, SimilarPart>;
}

export function overviewPage({ overview, grades, similar }: OverviewPage): string {
  const names = new Map(grades.map(({ person }) => [person.student_id, nameOf(person)]));
  const body = [
    '<p class="kicker">Blossom · for the instructor</p><h1>The class at a glance</h1>',
    unknownHtml(overview.unknown),
    ...overview.lessons.flatMap((lesson) => [
      `<h2>${escapeHtml(lessonTitle(lesson.lesson))}</h2>`,
      factsHtml(lesson),
      distributionHtml(lesson),
      tasksHtml(lesson),
      checksHtml(lesson),
      reviewHtml(lesson.review, names),
      trustHtml(lesson),
      similarHtml(similar.get(lesson.lesson), names),
      studentsHtml(grades.filter((grade) => grade.lesson === lesson.lesson)),
    ]),
  ];
  return reportPage({ title: 'The class at a glance', body: body.join('\n'), wide: true });
}

const round = (value: number, digits = 1) => String(Number(value.toFixed(digits)));
const percent = (share: number) => `${round(share * 100, 0)} %`;
const section = (title: string, content: string) => `<h3 class="part">${title}</h3>\n${content}`;

function unknownHtml(unknown: readonly string[]): string {
  if (unknown.length === 0) return '';
  return `<div class="notice"><p>Not on the roster, so in no export: ${unknown.map(isolated).join(', ')}.</p></div>`;
}

function factsHtml({ states, late, mean, median, maxScore, seconds, isolations }: LessonOverview): string {
  const of = (value: number | null) => (value === null ? '–' : round(value, 2));
  const facts: [string, string][] = [
    [String(states.graded + states.review + states.ungraded), 'handed in'],
    [String(states.missing), 'handed in nothing'],
    [String(states.review + states.ungraded), 'wait for you'],
    [String(late), 'late'],
    [of(median), `median of ${plural(maxScore, 'point')}`],
    [of(mean), 'mean'],
  ];
  const kinds = Object.entries(isolations).map(([name, count]) => `${escapeHtml(name)} (${count})`);
  return `<ul class="facts">${facts.map(([value, words]) => `<li><b>${value}</b>${words}</li>`).join('')}</ul>
<p class="under">Isolation: ${kinds.join(', ') || 'none'}. ${timeSentence(seconds)}</p>`;
}

function timeSentence(seconds: LessonOverview['seconds']): string {
  if (seconds === null) return '';
  const { median, longest, slowest } = seconds;
  return `Grading one takes ${round(median)} s (median), the slowest ${round(longest)} s (${isolated(slowest)}).`;
}

function distributionHtml({ distribution }: LessonOverview): string {
  const most = Math.max(1, ...distribution.map(({ students }) => students));
  const rows = distribution.map(({ from, to, students }) => {
    const words = `${plural(students, 'student')} from ${from} to ${to} %`;
    return `<div class="chart-row"><span>${from}–${to} %</span>${barHtml(students / most, words)}<span class="value">${students}</span></div>`;
  });
  return section('How scores are spread', `<div class="chart">${rows.join('')}</div>`);
}

function tasksHtml({ tasks }: LessonOverview): string {
  const rows = tasks.map(({ task, meanShare, outcomes, medianSeconds }) => {
    const kinds = Object.entries(outcomes) as [keyof typeof OUTCOMES, number][];
    const marks = kinds
      .sort((a, b) => b[1] - a[1])
      .map(([outcome, count]) => markHtml(OUTCOMES[outcome].mark, `${outcome} ${count}`));
    const time = medianSeconds === null ? '–' : `${round(medianSeconds, 2)} s`;
    const bar = barHtml(meanShare, `${percent(meanShare)} of the points on average`);
    return `<tr><th scope="row">${escapeHtml(titleOf(task))}</th><td>${bar}${percent(meanShare)}</td><td>${marks.join('<br>')}</td><td class="amount">${time}</td></tr>`;
  });
  const head =
    '<tr><th scope="col">Task</th><th scope="col">Points earned</th><th scope="col">Outcomes</th><th scope="col" class="amount">Median time</th></tr>';
  return section(
    'Tasks, the hardest first',
    `<table><thead>${head}</thead><tbody>${rows.join('')}</tbody></table>`,
  );
}

const MOST_CHECKS = 15;

function checksHtml({ checks }: LessonOverview): string {
  if (checks.length === 0) return '';
  const rows = checks.slice(0, MOST_CHECKS).map(({ task, name, hidden, failed, ran }) => {
    const kind = hidden ? 'hidden' : 'visible';
    return `<tr><td>${escapeHtml(titleOf(task))}</td><th scope="row">${escapeHtml(name)}</th><td>${kind}</td><td class="amount">${failed} of ${ran}</td></tr>`;
  });
  const more =
    checks.length > MOST_CHECKS ? `<p class="under">… and ${checks.length - MOST_CHECKS} more.</p>` : '';
  const head =
    '<tr><th scope="col">Task</th><th scope="col">Check</th><th scope="col">Kind</th><th scope="col" class="amount">Failed</th></tr>';
  return section(
    'Checks that most answers fail',
    `<table><thead>${head}</thead><tbody>${rows.join('')}</tbody></table>${more}`,
  );
}

type Names = ReadonlyMap<string, string>;
const person = (id: string, names: Names) => {
  const name = names.get(id);
  return name === undefined || name === id ? isolated(id) : `${isolated(name)} (${isolated(id)})`;
};

function reviewHtml(review: readonly ReviewItem[], names: Names): string {
  if (review.length === 0) return section('For you to look at', '<p>Nothing.</p>');
  const items = review.map(({ student, sentences, details }) => {
    const said = sentences.map((sentence) => escapeHtml(sentence)).join(' ');
    const more =
      details.length === 0
        ? ''
        : `<details><summary>Details, for you alone</summary><pre>${escapeHtml(details.join('\n'))}</pre></details>`;
    return `<li><strong>${person(student, names)}</strong>: ${said}${more}</li>`;
  });
  const how = '<p>Give points by hand in <code>overrides.csv</code>; grading again keeps them.</p>';
  return section('For you to look at', `${how}<ul>${items.join('')}</ul>`);
}

function trustHtml({ flaky, machine }: LessonOverview): string {
  const checks = flaky.map(({ student, task, check, outcomes }) => {
    const kinds = Object.entries(outcomes).map(([outcome, count]) => `${outcome} ${plural(count, 'time')}`);
    return `<li>${escapeHtml(titleOf(task))}, ${escapeHtml(check)}: ${kinds.join(', ')} (submission of ${isolated(student)})</li>`;
  });
  const machines = machine.map(
    ({ student, times, still }) =>
      `<li>The machine failed ${plural(times, 'time')} for ${isolated(student)}${still ? ', the last time, too: grade again.' : '; it was graded after that.'}</li>`,
  );
  const words =
    checks.length + machines.length === 0
      ? '<p>Every repeated run gave the same outcomes, and the machine never failed.</p>'
      : `<ul>${[...checks, ...machines].join('')}</ul>`;
  return section('Flaky checks and machine failures', words);
}

function studentsHtml(grades: readonly FinalGrade[]): string {
  const rows = grades.map(({ person: one, score, maxScore, state, lateness, tasks }) => {
    const byHand = tasks.some(({ override }) => override !== undefined) ? ', points by hand' : '';
    const late = (lateness?.days ?? 0) > 0 ? plural(lateness!.days!, 'day') : '';
    const points = score === null ? '–' : String(score);
    return `<tr><th scope="row">${isolated(nameOf(one))}</th><td>${isolated(one.student_id)}</td><td class="amount">${points}</td><td class="amount">${maxScore}</td><td>${state}${byHand}</td><td>${late}</td></tr>`;
  });
  const head = ['Student', 'Id', 'Score', 'of', 'State', 'Late']
    .map((word) => `<th scope="col">${word}</th>`)
    .join('');
  return `<details><summary>All ${plural(grades.length, 'student')}</summary><table><thead><tr>${head}</tr></thead><tbody>${rows.join('')}</tbody></table></details>`;
}
