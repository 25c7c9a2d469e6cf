/** `blossom export`, `feedback` and `report` from the command line. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatCsv, PLAIN } from 'kernel-lib/dist/grade/reports/csv.js';
import { blossom } from '../support/paths.js';
import { PLAIN_ANSWERS } from './reports/plainAnswers.js';
import { DEADLINES, LESSON, RESULTS, ROSTER } from './reports/classOf12.js';

describe('grade: blossom export and feedback', function () {
  this.timeout(60_000);
  let folder: string;
  const run = (...words: string[]) =>
    spawnSync(process.execPath, [blossom, ...words], { cwd: folder, encoding: 'utf8', timeout: 50_000 });
  const path = (...parts: string[]) => join(folder, ...parts);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'grades-'));
    mkdirSync(path('graded'));
    writeFileSync(
      path('graded', 'results.jsonl'),
      RESULTS.map((result) => `${JSON.stringify(result)}\n`).join(''),
    );
    const people = ROSTER.map(({ student_id, last_name, first_name, email }) => [
      student_id,
      last_name,
      first_name,
      email,
    ]);
    // A spreadsheet saved the roster: the apostrophes that make formulas harmless are part of the names then.
    writeFileSync(
      path('roster.csv'),
      formatCsv([['student_id', 'last_name', 'first_name', 'email'], ...people], PLAIN),
    );
    writeFileSync(path('graded', 'deadlines.json'), JSON.stringify(DEADLINES));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('finds what lies beside the results, says what it read and whom it left out', () => {
    const { status, stdout, stderr } = run('export', '--to', 'csv', '--roster', 'roster.csv');
    assert.equal(status, 0, stderr);
    assert.equal(stdout, 'graded/export/csv/grades.csv\n');
    assert.match(stderr, /^Read graded\/results\.jsonl, roster\.csv, graded\/deadlines\.json\.$/m);
    assert.match(stderr, /^Not on the roster, so in no export: stranger\.$/m);
    assert.match(
      readFileSync(path('graded', 'export', 'csv', 'grades.csv'), 'utf8'),
      /^s02,.*,4\.05,6,4\.5,0\.45,1,/m,
    );
  });

  it('leaves no file of an earlier export that is no grade any more', () => {
    const file = path('graded', 'export', 'gradescope', LESSON, 's01', 'results.json');
    run('export', '--to', 'gradescope');
    assert.ok(existsSync(file));
    const again = { ...RESULTS[0]!, state: 'ungraded', score: null };
    writeFileSync(path('graded', 'results.jsonl'), `${JSON.stringify(again)}\n`, { flag: 'a' });
    run('export', '--to', 'gradescope');
    assert.ok(!existsSync(file));
  });

  it('writes one page a student, wherever it is asked', () => {
    const { status, stdout } = run('feedback', 'graded', '--roster', 'roster.csv', '--out', 'pages');
    assert.deepEqual([status, stdout], [0, '13 pages in pages\n']);
    assert.deepEqual(readdirSync(path('pages')).length, 13);
    assert.match(readFileSync(path('pages', 's02.html'), 'utf8'), /4\.05/);
  });

  it('reports on the class, also as JSON, with the answers that were kept or are named', () => {
    const page = run('report', '--roster', 'roster.csv');
    assert.deepEqual([page.status, page.stdout], [0, 'graded/report.html\n']);
    assert.match(readFileSync(path('graded', 'report.html'), 'utf8'), /Not compared/);
    const kept = ['s01', 's02'].map((student) => ({
      ...{ student, lesson: LESSON, hash: student, warnings: [] },
      answers: [{ task: 'cross-entropy', source: PLAIN_ANSWERS['cross-entropy']![0]! }],
    }));
    writeFileSync(
      path('graded', 'submissions.jsonl'),
      kept.map((one) => `${JSON.stringify(one)}\n`).join(''),
    );
    const { lessons } = JSON.parse(run('report', '--json').stdout) as {
      lessons: { lesson: string; similar: { pairs: { a: string; b: string }[] } }[];
    };
    assert.equal(lessons[0]!.lesson, LESSON);
    assert.deepEqual(
      lessons[0]!.similar.pairs.map(({ a, b }) => [a, b]),
      [['s01', 's02']],
    );
  });

  it('says in one sentence what is missing or wrong', () => {
    const says = (pattern: RegExp, code: number, ...words: string[]) => {
      const { status, stderr } = run(...words);
      assert.match(stderr, pattern);
      assert.equal(status, code);
      assert.ok(!stderr.includes('    at '), stderr);
    };
    says(/There is no nowhere\/results\.jsonl: name the folder/, 1, 'feedback', 'nowhere');
    says(
      /--to.*Allowed choices are csv, nbgrader, gradescope, classroom50, prairielearn|argument 'excel' is invalid/,
      2,
      'export',
      '--to',
      'excel',
    );
    says(/has no result of lesson "02-x"/, 1, 'export', '--to', 'csv', '--lesson', '02-x');
    writeFileSync(
      path('graded', 'overrides.csv'),
      'student_id,lesson,task,points,comment\ns01,00-journey,mask-sentence,NaN,\n',
    );
    says(/overrides\.csv, line 2: points must be a number .* got "NaN"/, 1, 'export', '--to', 'csv');
    writeFileSync(path('graded', 'roster.csv'), 'student_id\ns01\ns01\n');
    says(/roster\.csv, line 3: the student_id "s01" stands in line 2 already/, 1, 'feedback');
  });
});
