/**
 * One page for one student: points by task, outcomes in words, the author's sentence, the next step, the late rule and
 * what a person wrote. All that comes from a grade passes `learner.ts`; all that is shown is escaped.
 */
import { escapeHtml } from '../../display/escape.js';
import { lateSentence, learnerTask, plural, spokenTime, stateSentence, type LearnerTask } from './learner.js';
import { barHtml, isolated, lessonTitle, markHtml, reportPage, titleOf } from './page.js';
import { nameOf } from './roster.js';
import { isUnreadable, type FinalGrade } from './scores.js';

/** @param grades - all lessons of one student, at least one. */
export function feedbackPage(grades: readonly FinalGrade[]): string {
  const person = grades[0]!.person;
  const name = nameOf(person);
  const id = name === person.student_id ? '' : `<p class="under">${isolated(person.student_id)}</p>`;
  const body = [
    '<p class="kicker">Blossom · your feedback</p>',
    `<h1>${isolated(name)}</h1>${id}`,
    ...grades.map(lessonHtml),
  ].join('\n');
  return reportPage({ title: `Feedback for ${name}`, body });
}

function lessonHtml(grade: FinalGrade): string {
  const tasks = isUnreadable(grade) ? [] : grade.tasks.map(learnerTask);
  return [
    `<section><h2>${escapeHtml(lessonTitle(grade.lesson))}</h2>`,
    scoreHtml(grade),
    noticeHtml(grade),
    ...tasks.map(taskHtml),
    footerHtml(grade),
    '</section>',
  ].join('\n');
}

function scoreHtml({ score, rawScore, maxScore, penalty }: FinalGrade): string {
  if (score === null) return '<p class="score"><b>–</b> <span>no score</span></p>';
  const late = penalty > 0 ? ` <span>(${rawScore} earned, ${penalty} less for lateness)</span>` : '';
  const words = `${score} of ${plural(maxScore, 'point')}`;
  const bar = maxScore === 0 ? '' : barHtml(score / maxScore, words);
  return `<p class="score"><b>${score}</b> <span>of ${plural(maxScore, 'point')}</span>${late}</p>\n${bar}`;
}

function noticeHtml(grade: FinalGrade): string {
  const lines = [stateSentence(grade), lateSentence(grade), ...(grade.result?.warnings ?? [])];
  const shown = lines.filter((line) => line !== undefined).map((line) => `<p>${escapeHtml(line)}</p>`);
  return shown.length === 0 ? '' : `<div class="notice">${shown.join('')}</div>`;
}

function taskHtml(task: LearnerTask): string {
  const points = task.points === null ? '–' : String(task.points);
  const tells = task.tells.map((tell) => `<li>${escapeHtml(tell)}</li>`).join('');
  return `<article class="task-card ${task.mark}">
<header><h3>${escapeHtml(titleOf(task.task))}</h3><span class="points">${points} of ${plural(task.maxPoints, 'point')}</span></header>
<p>${markHtml(task.mark, task.label)}</p>
<p>${escapeHtml([task.meaning, task.count].filter((line) => line !== undefined).join(' '))}</p>
${tells === '' ? '' : `<ul>${tells}</ul>`}
${commentHtml(task.comment)}
<p class="next">${escapeHtml(task.next)}</p>
</article>`;
}

function commentHtml(comment: string | undefined): string {
  if (comment === undefined || comment === '') return '';
  return `<blockquote><p><strong>From the person who marked it:</strong></p><p>${escapeHtml(comment)}</p></blockquote>`;
}

function footerHtml({ result }: FinalGrade): string {
  if (result === undefined) return '';
  const at = result.submittedAt === undefined ? '' : ` Handed in ${spokenTime(result.submittedAt)}.`;
  const hash = escapeHtml(result.submission.slice(0, 12));
  return `<footer>What was graded: submission <code>${hash}</code>.${at} Ask with this number where something looks wrong.</footer>`;
}
