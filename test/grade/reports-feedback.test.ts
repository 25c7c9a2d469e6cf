/** Feedback pages: what a learner reads, what nobody may read, and how it looks in a browser. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import type { Outcome } from 'kernel-lib/dist/grade/grading.js';
import { feedbackPage } from 'kernel-lib/dist/grade/reports/feedback.js';
import { OUTCOMES } from 'kernel-lib/dist/grade/reports/words.js';
import { finalGrades } from 'kernel-lib/dist/grade/reports/scores.js';
import { elements, mainText } from './reports/html.js';
import { needs } from '../support/needs.js';
import { DEADLINES, hidden, result, RESULTS, ROSTER, TELL, task } from './reports/classOf12.js';
import { grades } from './reports/graded.js';
import { contrastProblems } from './reports/contrast.js';

const page = (student: string) =>
  feedbackPage(grades.grades.filter(({ person }) => person.student_id === student));
const pages = ROSTER.map(({ student_id }) => [student_id, page(student_id)] as const);
const text = (student: string) => mainText(page(student));

describe('grade: feedback', () => {
  it('says points, lateness, what the checks say, and the next step', () => {
    const two = text('s02');
    assert.match(two, /张伟/);
    assert.match(two, /Lesson 00: journey/);
    assert.match(two, /4\.05 of 6 points \(4\.5 earned, 0\.45 less for lateness\)/);
    assert.match(two, /due 2026-11-01 23:59 UTC\. It was handed in 1 day late/);
    assert.match(two, /Mask sentence1\.5 of 3 points/);
    assert.match(two, /not right yet .*0 of 2 checks passed\./);
    assert.ok(two.includes(TELL));
    assert.match(two, /two equal scores: ln 2: crossEntropy\(\[\[0, 0\]\], \[1\]\) gave 0/);
    assert.match(two, /unfold the hints/);
    assert.match(text('s11'), /after 5 days nothing is counted/);
  });

  it('has its own words for every outcome', () => {
    for (const [outcome, words] of Object.entries(OUTCOMES)) {
      const own = result('x', [task('a', outcome as keyof typeof OUTCOMES, 0, [])]);
      const shown = feedbackPage(finalGrades({ results: [own] }).grades);
      for (const sentence of [words.label, words.meaning, words.next])
        assert.ok(shown.includes(sentence), outcome);
    }
    assert.equal(
      new Set(Object.values(OUTCOMES).map(({ label }) => label)).size,
      Object.keys(OUTCOMES).length,
    );
  });

  it("shows a person's points with the comment", () => {
    assert.match(
      text('s03'),
      /0\.25 of 3 points.*✎marked by a person.*From the person who marked it: ?=1\+1, <b>almost<\/b>/,
    );
  });

  it('does not repeat what every check says of an answer that never ran, nor more than a few of many', () => {
    const shown = (outcome: Outcome, messages: string[]) => {
      const checks = messages.map((message) => hidden(outcome, message));
      return mainText(
        feedbackPage(finalGrades({ results: [result('x', [task('a', outcome, 0, checks)])] }).grades),
      );
    };
    assert.doesNotMatch(
      shown('not written', ['Not written: one.', 'Not written: two.']),
      /one\.|two\.|of 2 checks/,
    );
    const unreadable = shown('syntax error', ['Line 3: a bracket is missing.', 'Line 3: and so on.']);
    assert.match(unreadable, /Line 3: a bracket is missing\./);
    assert.doesNotMatch(unreadable, /and so on/);
    const many = shown(
      'failed',
      Array.from({ length: 20 }, (_, index) => `Tell ${index}.`),
    );
    assert.match(many, /Tell 5\..*… and 14 more\./);
    assert.doesNotMatch(many, /Tell 6\./);
  });

  it('never says zero where nobody gave a zero', () => {
    for (const [student, pattern] of [
      ['s09', /no score.*grading machine failed.*not zero points/],
      ['s10', /no score.*could not be read as a notebook.*not zero points/],
      ['s12', /no score.*Nothing was handed in/],
    ] as const) {
      assert.match(text(student), pattern);
      assert.doesNotMatch(text(student), /\b0 of 6/);
    }
    assert.match(text('s07'), /score may change.*– of 3 points.*a person will look/);
    assert.match(text('s08'), /6 of 6 points.*counted for you.*costs you nothing/);
  });

  it('holds no hidden name, no detail, nothing for the instructor, and nothing of another student', () => {
    for (const [student, html] of pages) {
      assert.doesNotMatch(html, /HIDDENNAME|HIDDENDETAIL|0\.731/, student);
      assert.doesNotMatch(
        html,
        /two cells claim the task and differ\.<|the check itself threw|no free memory|no JSON/,
        student,
      );
      for (const { student_id, email } of ROSTER) {
        assert.ok(!html.includes(email), student);
        if (student_id !== student)
          assert.ok(!html.includes(student_id), `${student_id} on the page of ${student}`);
      }
    }
  });

  it('takes HTML in a name, a warning, a message, a comment or an id for text', () => {
    const nasty = '<img src=x onerror=alert(1)>"\'`</main><script>alert(2)</script>\u202e\u0007';
    const own = result(
      nasty,
      [
        task('a', 'failed', 0, [
          hidden('failed', nasty),
          { ...hidden('failed', nasty), hidden: false, name: nasty },
        ]),
      ],
      {
        warnings: [nasty],
        submission: nasty,
        lesson: nasty,
      },
    );
    const person = { student_id: nasty, last_name: nasty, first_name: nasty, email: nasty };
    const html = feedbackPage(finalGrades({ results: [own], roster: [person] }).grades);
    assert.deepEqual(elements(html, 'script, img, iframe, object, a'), []);
    assert.equal(elements(html, 'main').length, 1);
    for (const { attributes } of elements(html, '*')) {
      for (const name of attributes) assert.doesNotMatch(name, /^on/);
    }
    assert.ok(!html.includes('\u0007'));
    // What turns the direction of writing stays inside of its own element.
    assert.match(html, /<h1><bdi>/);
  });

  it('is one file that loads nothing and runs nothing, in a language, with headings in order', () => {
    for (const [student, html] of pages) {
      assert.match(html, /<html lang="en">/);
      assert.match(html, /Content-Security-Policy" content="default-src 'none'/);
      assert.doesNotMatch(html, /(?:src|href)=|url\(|@import/, student);
      const levels = elements(html, 'h1, h2, h3').map(({ tag }) => Number(tag[1]));
      assert.equal(levels[0], 1);
      levels.forEach((level, index) => assert.ok(index === 0 || level <= levels[index - 1]! + 1, student));
    }
  });
});

describe('grade: feedback in a browser', function () {
  this.timeout(60_000);
  let browser: Browser;
  let folder: string;
  before(async function () {
    browser = await chromium.launch({ executablePath: needs(this, 'chromium'), args: ['--no-sandbox'] });
    folder = mkdtempSync(join(tmpdir(), 'feedback-'));
    for (const [student, html] of pages) writeFileSync(join(folder, `${student}.html`), html);
  });
  after(async () => {
    await browser?.close();
    if (folder !== undefined) rmSync(folder, { recursive: true });
  });

  it('fits a phone, runs nothing, and has enough contrast on light and on dark paper', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const tab = await browser.newPage({ viewport: { width: 360, height: 740 }, colorScheme });
      let dialogs = 0;
      tab.on('dialog', (dialog) => {
        dialogs += 1;
        void dialog.dismiss();
      });
      for (const student of ['s02', 's03', 's04', 's07', 's09']) {
        await tab.goto(`file://${join(folder, `${student}.html`)}`);
        assert.equal(await tab.evaluate('document.documentElement.scrollWidth'), 360, student);
        assert.deepEqual(await contrastProblems(tab), [], `${student} on ${colorScheme} paper`);
      }
      assert.equal(dialogs, 0);
      await tab.close();
    }
  });

  it('prints, its bars too', async () => {
    const tab = await browser.newPage();
    await tab.goto(`file://${join(folder, 's02.html')}`);
    const pdf = await tab.pdf({ format: 'A4' });
    assert.equal(pdf.subarray(0, 5).toString(), '%PDF-');
    await tab.emulateMedia({ media: 'print' });
    const style = 'getComputedStyle(document.querySelector(".bar")).printColorAdjust';
    assert.equal(await tab.evaluate(style), 'exact');
    await tab.close();
  });
});

describe('grade: feedback of several lessons', () => {
  it('stands on one page, each with its own score', () => {
    const two = [...RESULTS.slice(0, 1), { ...RESULTS[0]!, lesson: '01-school' }];
    const { grades: both } = finalGrades({ results: two, deadlines: DEADLINES });
    const html = feedbackPage(both);
    assert.match(html, /Lesson 00: journey[\s\S]*Lesson 01: school/);
  });
});
