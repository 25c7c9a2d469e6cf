/** Final grades: the late rule, overrides and the roster at their edges. */
import assert from 'node:assert/strict';
import { UserError } from 'kernel-lib/dist/errors.js';
import { readCsv } from 'kernel-lib/dist/grade/reports/csv.js';
import { latenessOf, parseDeadlines } from 'kernel-lib/dist/grade/reports/deadlines.js';
import { latestResults, parseHistory } from 'kernel-lib/dist/grade/reports/history.js';
import { parseOverrides } from 'kernel-lib/dist/grade/reports/overrides.js';
import { finalGrades, hundredths, isUnreadable } from 'kernel-lib/dist/grade/reports/scores.js';
import { DEADLINES, result, RESULTS, ROSTER, task } from './reports/classOf12.js';

const refusal = (pattern: RegExp) => (thrown: unknown) => {
  assert.ok(thrown instanceof UserError, String(thrown));
  assert.match(thrown.message, pattern);
  return true;
};
const overridesOf = (...rows: string[]) =>
  parseOverrides(['student_id,lesson,task,points,comment', ...rows].join('\n'), 'overrides.csv');
const gradeOf = (student: string, rows: string[] = [], results = RESULTS) => {
  const { grades } = finalGrades({
    results,
    roster: ROSTER,
    deadlines: DEADLINES,
    overrides: overridesOf(...rows),
  });
  const found = grades.find(({ person }) => person.student_id === student);
  assert.ok(found !== undefined);
  return found;
};

describe('grade: the late rule', () => {
  const deadline = { due: '2026-11-01T23:59:00Z', late: { percentPerDay: 10, maxDays: 5 } };
  const at = (time: string | undefined, student = 's01') => {
    const { days, percent, tooLate } = latenessOf(
      { ...deadline, extensions: { s03: '2026-11-03T23:59:00Z' } },
      student,
      time,
    );
    return [days, percent, tooLate];
  };

  it('takes nothing at the very second, a day for the second after', () => {
    assert.deepEqual(at('2026-11-01T23:59:00Z'), [0, 0, false]);
    assert.deepEqual(at('2026-11-01T23:59:01Z'), [1, 10, false]);
    assert.deepEqual(at('2026-11-02T23:59:00Z'), [1, 10, false]);
    assert.deepEqual(at('2026-11-02T23:59:01Z'), [2, 20, false]);
  });

  it('takes everything after the last day, and not a second before', () => {
    assert.deepEqual(at('2026-11-06T23:59:00Z'), [5, 50, false]);
    assert.deepEqual(at('2026-11-06T23:59:01Z'), [6, 100, true]);
  });

  it('compares moments, not texts: time zones', () => {
    assert.deepEqual(at('2026-11-02T07:59:00+08:00'), [0, 0, false]);
    assert.deepEqual(at('2026-11-01T23:59:00-01:00'), [1, 10, false]);
    const shanghai = parseDeadlines('{"x": {"due": "2026-11-01T23:59:00+08:00"}}', 'd.json')['x']!;
    assert.equal(latenessOf(shanghai, 's01', '2026-11-01T15:59:00Z').days, 0);
    assert.equal(latenessOf(shanghai, 's01', '2026-11-01T15:59:01Z').days, 1);
  });

  it('gives one student more time, and that student alone', () => {
    assert.deepEqual(at('2026-11-03T23:59:00Z', 's03'), [0, 0, false]);
    assert.deepEqual(at('2026-11-03T23:59:00Z', 's01'), [2, 20, false]);
    // A name that every object has is no extension.
    assert.deepEqual(at('2026-11-03T23:59:00Z', 'constructor'), [2, 20, false]);
  });

  it('takes nothing where the time is not known or no rule is given', () => {
    assert.deepEqual(at(undefined), [null, 0, false]);
    assert.equal(latenessOf({ due: deadline.due }, 's01', '2027-01-01T00:00:00Z').percent, 0);
  });

  it('never takes more than all', () => {
    const steep = { due: deadline.due, late: { percentPerDay: 60, maxDays: 5 } };
    assert.equal(latenessOf(steep, 's01', '2026-11-04T00:00:00Z').percent, 100);
  });

  it('refuses what it does not understand, with the place and the value', () => {
    const refuses = (due: unknown, pattern: RegExp) =>
      assert.throws(() => parseDeadlines(JSON.stringify({ a: due }), 'd.json'), refusal(pattern));
    refuses(
      { due: '2026-11-01T23:59:00' },
      /d\.json: a\.due must be a time with its zone.*"2026-11-01T23:59:00"/,
    );
    refuses({ due: '2026-02-30T00:00:00Z' }, /d\.json: a\.due must be a time.*2026-02-30/);
    refuses({ due: '1 November' }, /must be a time/);
    refuses({ due: 3 }, /got 3/);
    refuses(
      { due: deadline.due, late: { percentPerDay: 'ten', maxDays: 5 } },
      /percentPerDay must be a number from 0 to 100, got "ten"/,
    );
    refuses({ due: deadline.due, late: { percentPerDay: -1, maxDays: 5 } }, /percentPerDay .* got -1/);
    refuses(
      { due: deadline.due, late: { percentPerDay: 1 } },
      /maxDays must be a whole number.*got undefined/,
    );
    refuses({ due: deadline.due, grace: 1 }, /has no "grace"/);
    refuses({ due: deadline.due, extensions: { s03: 'later' } }, /extensions\.s03 must be a time/);
    assert.throws(() => parseDeadlines('{', 'd.json'), refusal(/d\.json is no JSON/));
    assert.throws(() => parseDeadlines('[]', 'd.json'), refusal(/must be an object of lessons/));
  });
});

describe('grade: points by hand', () => {
  it('replace what the grader gave, before the late rule, with the comment', () => {
    // 4.5 became 6, and one day late takes a tenth.
    const grade = gradeOf('s02', ['s02,00-journey,mask-sentence,3,"right idea, one slip"']);
    assert.deepEqual([grade.rawScore, grade.penalty, grade.score], [6, 0.6, 5.4]);
    assert.deepEqual(grade.tasks[0]!.override, { points: 3, comment: 'right idea, one slip' });
    assert.equal(grade.tasks[0]!.grade!.points, 1.5);
  });

  it('decide a task that waits for a person, and a submission that could not be read', () => {
    assert.equal(gradeOf('s07').state, 'review');
    const decided = gradeOf('s07', ['s07,00-journey,mask-sentence,2.25,']);
    assert.deepEqual([decided.state, decided.score], ['graded', 5.25]);
    const half = gradeOf('s10', ['s10,00-journey,mask-sentence,3,']);
    assert.deepEqual([half.state, half.score], ['ungraded', null]);
    const whole = gradeOf('s10', ['s10,00-journey,mask-sentence,3,', 's10,00-journey,cross-entropy,0,']);
    assert.deepEqual([whole.state, whole.score], ['graded', 3]);
  });

  it('count where nothing was handed in', () => {
    assert.deepEqual([gradeOf('s12').state, gradeOf('s12').score], ['missing', null]);
    const oral = gradeOf('s12', ['s12,00-journey,cross-entropy,2,oral examination']);
    assert.deepEqual([oral.state, oral.score, oral.lateness], ['graded', 2, undefined]);
  });

  it('refuses anything that is no number of points', () => {
    for (const bad of ['NaN', 'hello', '-1', '1e3', '0x10', '', 'Infinity', '2.999', '２', '1,5'].map((p) =>
      p.includes(',') ? `"${p}"` : p,
    )) {
      assert.throws(
        () => overridesOf(`s01,00-journey,mask-sentence,${bad},`),
        refusal(/line 2: points must be/),
        bad,
      );
    }
  });

  it('refuses more than a task gives, and whoever or whatever is not there', () => {
    const refuses = (row: string, pattern: RegExp) =>
      assert.throws(() => gradeOf('s01', [row]), refusal(pattern));
    refuses(
      's01,00-journey,mask-sentence,3.01,',
      /line 2: 3\.01 is not .* from 0 to 3, the most that mask-sentence/,
    );
    refuses('s99,00-journey,mask-sentence,1,', /nobody has the student_id "s99"/);
    refuses('s01,01-school,mask-sentence,1,', /no result is of lesson "01-school"; there is 00-journey/);
    refuses('s01,00-journey,mask,1,', /no task "mask"; it has mask-sentence, cross-entropy/);
    refuses(',00-journey,mask-sentence,1,', /line 2: student_id is empty/);
  });

  it('refuses two rows for one task, also with another spelling of the points', () => {
    const rows = ['s01,00-journey,mask-sentence,1,', 's01,00-journey,mask-sentence,1.00,'];
    assert.throws(() => overridesOf(...rows), refusal(/line 3: .* twice, first in overrides\.csv, line 2/));
  });
});

describe('grade: final grades', () => {
  const { grades, unknown } = finalGrades({ results: RESULTS, roster: ROSTER, deadlines: DEADLINES });
  const scores = Object.fromEntries(
    grades.map(({ person, state, score }) => [person.student_id, [state, score]]),
  );

  it('has a row for everybody on the roster and names whom it does not know', () => {
    assert.deepEqual(
      grades.map(({ person }) => person.student_id),
      ROSTER.map(({ student_id }) => student_id),
    );
    assert.deepEqual(
      unknown.map(({ person, score }) => [person.student_id, score]),
      [['stranger', 6]],
    );
  });

  it('never turns what could not be graded into zero', () => {
    assert.deepEqual(scores, {
      s01: ['graded', 6],
      s02: ['graded', 4.05],
      s03: ['graded', 0],
      s04: ['graded', 0],
      s05: ['graded', 0],
      s06: ['graded', 0],
      s07: ['review', 3],
      s08: ['graded', 6],
      s09: ['ungraded', null],
      s10: ['ungraded', null],
      s11: ['graded', 0],
      s12: ['missing', null],
    });
    assert.deepEqual(
      grades.filter(isUnreadable).map(({ person }) => person.student_id),
      ['s10'],
    );
  });

  it('adds up in hundredths', () => {
    const tasks = [task('a', 'passed', 0.1), task('b', 'passed', 0.2)];
    assert.equal(finalGrades({ results: [result('x', tasks)] }).grades[0]!.score, 0.3);
    assert.equal(hundredths(1.005), 1.01);
    // 10 % of 0.35 is 0.035: a half goes up.
    const late = finalGrades({
      results: [result('x', [task('a', 'passed', 0.35)], { submittedAt: '2026-11-02T00:00:00Z' })],
      deadlines: DEADLINES,
    }).grades[0]!;
    assert.deepEqual([late.penalty, late.score], [0.04, 0.31]);
  });

  it('waits for a task that a result of an earlier version of the lesson lacks', () => {
    const results = [
      result('x', [task('a', 'passed', 3)]),
      result('y', [task('a', 'passed', 3), task('b', 'passed', 3)]),
    ];
    const [x] = finalGrades({ results }).grades;
    assert.deepEqual([x!.state, x!.score, x!.maxScore], ['review', 3, 6]);
  });
});

describe('grade: reading results', () => {
  const line = (one: object) => JSON.stringify(one) + '\n';
  const first = RESULTS[0]!;

  it('takes the last line of each student, and leaves out one that was cut off', () => {
    const second = {
      ...first,
      score: 5,
      tasks: [task('mask-sentence', 'failed', 2), task('cross-entropy', 'passed', 3)],
    };
    const history = parseHistory(
      line(first) + line(RESULTS[1]!) + line(second) + line(first).slice(0, 40),
      'r.jsonl',
    );
    assert.equal(history.length, 3);
    assert.deepEqual(
      latestResults(history).map(({ student, score }) => [student, score]),
      [
        ['s01', 5],
        ['s02', 4.5],
      ],
    );
  });

  it('takes a whole last line without its line end', () => {
    assert.equal(parseHistory(line(first) + line(first).trimEnd(), 'r.jsonl').length, 2);
  });

  it('refuses a score that is none: NaN, -1, "hello", too much, null', () => {
    for (const score of ['"hello"', '-1', 'null', '7', '1e999', '"6"']) {
      const text = line(first).replace('"score":6', `"score":${score}`);
      assert.throws(
        () => parseHistory(text, 'r.jsonl'),
        refusal(/r\.jsonl, line 1: score is .*grade this submission again/),
        score,
      );
    }
    assert.throws(
      () => parseHistory(line(first).replace('"score":6', '"score":NaN'), 'r.jsonl'),
      refusal(/line 1 is no JSON/),
    );
  });

  it('refuses points of a task and outcomes that are none', () => {
    const [one, other] = first.tasks as [(typeof first.tasks)[0], (typeof first.tasks)[0]];
    const refuses = (changed: object, pattern: RegExp) =>
      assert.throws(
        () => parseHistory(line({ ...first, tasks: [changed, other] }), 'r.jsonl'),
        refusal(pattern),
      );
    refuses({ ...one, points: 'hello' }, /points of mask-sentence is "hello" of 3/);
    refuses({ ...one, points: 4 }, /points of mask-sentence is 4 of 3/);
    refuses({ ...one, outcome: 'constructor' }, /outcome of mask-sentence is "constructor"/);
    assert.throws(
      () => parseHistory(line({ ...first, state: 'ungraded' }), 'r.jsonl'),
      refusal(/score is 6 .*"ungraded"/),
    );
    assert.throws(
      () => parseHistory(line({ ...first, submittedAt: 'yesterday' }), 'r.jsonl'),
      refusal(/line 1: submittedAt must be a time with its zone.*"yesterday"/),
    );
    assert.throws(() => parseHistory(line({ ...first, schema: 'x' }), 'r.jsonl'), refusal(/schema is "x"/));
  });
});

describe('grade: reading CSV', () => {
  const rows = (text: string) =>
    readCsv(text, 'x.csv', ['a', 'b']).map(({ line, values }) => [line, values['a'], values['b']]);

  it('reads quotes, commas, line ends of all systems, and blank lines', () => {
    assert.deepEqual(rows('b,a\r\n"x, ""y""","two\nlines"\r\n\r\n  1 , 2'), [
      [2, 'two\nlines', 'x, "y"'],
      [5, '2', '1'],
    ]);
    assert.deepEqual(rows('A,B\r1,\r'), [[2, '1', '']]);
  });

  it('names the line of what is wrong', () => {
    const refuses = (text: string, pattern: RegExp) => assert.throws(() => rows(text), refusal(pattern));
    refuses('', /x\.csv is empty/);
    refuses('a,c\n', /first line must be a,b, it is a,c/);
    refuses('a,b,b\n', /first line must be a,b/);
    refuses('a,b\n1,2,3\n', /line 2: there are 3 values for 2 columns/);
    refuses('a,b\n1,2\n1,"open\n', /line 3: a quote is not closed/);
    refuses('a,b\n1,a "nick" b\n', /line 2: a quote/);
  });
});
