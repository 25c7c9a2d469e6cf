/** Exports: each format judged by who receives it (nbgrader itself), or by what its documentation says (a schema). */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Context } from 'mocha';
import { formatCsv, harmless, PLAIN, readCsv } from 'kernel-lib/dist/grade/reports/csv.js';
import {
  type classroom50Result,
  exportClassroom50,
} from 'kernel-lib/dist/grade/reports/exports/classroom50.js';
import type { Exported } from 'kernel-lib/dist/grade/reports/exports/exported.js';
import { FORMATS } from 'kernel-lib/dist/grade/reports/exports/formats.js';
import { fileNames } from 'kernel-lib/dist/grade/reports/file-name.js';
import { finalGrades } from 'kernel-lib/dist/grade/reports/scores.js';
import { needs } from '../support/needs.js';
import { root } from '../support/paths.js';
import { grades, NBGRADER_CSV, PLAIN_GRADES, runPython, support } from './reports/graded.js';
import { LESSON, RESULTS, ROSTER, SECRETS, TELL } from './reports/classOf12.js';

const exported = (format: string): Exported => FORMATS[format]!(grades);
const documents = (format: string) =>
  new Map(
    exported(format).files.map(({ path, text }) => [path, JSON.parse(text) as Record<string, unknown>]),
  );
const of = (format: string, student: string, file = 'results.json') => {
  const found = documents(format).get(`${LESSON}/${student}/${file}`);
  assert.ok(found !== undefined, student);
  return found;
};

/** What a schema says against each document, several at once: Python takes its time to start. */
function problems(context: Context, schema: string, texts: string[]): string[][] {
  const input = JSON.stringify({
    schema: JSON.parse(readFileSync(support('schemas', `${schema}.schema.json`), 'utf8')) as unknown,
    documents: texts,
  });
  return JSON.parse(runPython(context, 'validate.py', { input })) as string[][];
}

/** All of `right` must be accepted and each of `wrong` refused, or the schema would say nothing. */
function assertJudged(context: Context, schema: string, right: string[], wrong: object[]): void {
  const found = problems(context, schema, [...right, ...wrong.map((one) => JSON.stringify(one))]);
  assert.deepEqual(found.slice(0, right.length).flat(), []);
  wrong.forEach((one, index) => assert.notDeepEqual(found[right.length + index], [], JSON.stringify(one)));
}

describe('grade: export to csv', () => {
  const [file] = exported('csv').files;
  const rows = readCsv(file!.text.slice(1), 'grades.csv', file!.text.slice(1).split('\r\n')[0]!.split(','));

  it('has a row for everybody on the roster, and empty cells where nothing is known', () => {
    assert.equal(file!.path, 'grades.csv');
    assert.deepEqual(
      rows.map(({ values }) => values['student_id']),
      ROSTER.map(({ student_id }) => student_id),
    );
    const row = (student: string) => rows.find(({ values }) => values['student_id'] === student)!.values;
    assert.deepEqual(
      [row('s02')['score'], row('s02')['raw_score'], row('s02')['late_penalty'], row('s02')['days_late']],
      ['4.05', '4.5', '0.45', '1'],
    );
    assert.deepEqual(
      [row('s07')['state'], row('s07')['mask-sentence'], row('s07')['score']],
      ['review', '', '3'],
    );
    assert.deepEqual([row('s09')['state'], row('s09')['score']], ['ungraded', '']);
    assert.deepEqual(
      [row('s12')['state'], row('s12')['score'], row('s12')['mask-sentence']],
      ['missing', '', ''],
    );
  });

  it('begins with a byte-order mark, for spreadsheets, and keeps every alphabet', () => {
    assert.ok(file!.text.startsWith('\uFEFFstudent_id,'));
    assert.match(file!.text, /^s02,张,伟,/m);
  });

  it('makes a formula in a name plain text, and quotes what must be quoted', () => {
    assert.match(
      file!.text,
      /^s04,"'=HYPERLINK\(""http:\/\/evil\.example"",""grades""\)",'@SUM\(A1\),'\+1@campus\.example,/m,
    );
    assert.match(file!.text, /^s03,<script>alert\(1\)<\/script>,"Bobby ""Tables"", Jr\.",/m);
    for (const bad of [
      '=1',
      '+1',
      '-1',
      '@a',
      '\t=1',
      '\r1',
      '\n1',
      ' =1',
      '＝1',
      '＠a',
      '\u00a0=1',
      '\u0000=1',
    ]) {
      assert.ok(harmless(bad).startsWith("'"), JSON.stringify(bad));
    }
    for (const good of ['a=1', '张', "O'Neill", '', '1-2', '3']) assert.equal(harmless(good), good);
    assert.equal(formatCsv([[-1, null, '-1']], PLAIN), "-1,,'-1\n");
  });

  it("lets Python's csv read back what was written", function () {
    const python = needs(this, 'python-test');
    const read =
      'import csv,json,sys;print(json.dumps(list(csv.reader(open(0,encoding="utf-8-sig",newline="")))))';
    const cells = JSON.parse(
      execFileSync(python, ['-c', read], { input: file!.text, encoding: 'utf8' }),
    ) as string[][];
    assert.equal(cells.length, ROSTER.length + 1);
    assert.ok(cells.every(({ length }) => length === cells[0]!.length));
    assert.deepEqual(cells[3]!.slice(1, 3), ['<script>alert(1)</script>', 'Bobby "Tables", Jr.']);
    assert.equal(cells[3]!.at(-1), 'cross-entropy: =1+1, <b>almost</b>');
  });
});

describe('grade: export to nbgrader', () => {
  it("writes, line by line, what nbgrader's own exporter writes of the same class", () => {
    const { files } = FORMATS['nbgrader']!({ grades: PLAIN_GRADES, unknown: [] });
    const theirs = readFileSync(support('peers', NBGRADER_CSV), 'utf8');
    assert.ok(theirs.split('\n').length > 8);
    // Its students come in the order of their last names.
    assert.deepEqual(files[0]!.text.split('\n').sort(), theirs.split('\n').sort());
  });

  it('leaves the score empty where nobody gave one, says so, and has no byte-order mark', () => {
    const { files, notes } = exported('nbgrader');
    assert.match(files[0]!.text, /^assignment,duedate,timestamp,student_id,/);
    assert.match(
      files[0]!.text,
      /^00-journey,2026-11-01 23:59:00,2026-11-01 12:00:00,s09,Silva,Ana,ana@campus\.example,,,,6\.0$/m,
    );
    assert.match(files[0]!.text, /,s04,"'=HYPERLINK/);
    assert.deepEqual(notes, ['Without a score, because they could not be graded: s09, s10.']);
  });
});

describe('grade: nbgrader reads every notebook of exercises', function () {
  this.timeout(100_000);
  it('that is handed out, and its solution, with the checksums that nbgrader computes', function () {
    const paths = ['exercises', 'solutions'].flatMap((folder) =>
      readdirSync(join(root, folder))
        .filter((name) => name.endsWith('.ipynb'))
        .map((name) => join(root, folder, name)),
    );
    const found = JSON.parse(runPython(this, 'nbgrader_notebooks.py', { words: paths })) as Record<
      string,
      { ids: string[]; problem: string | null }
    >;
    assert.ok(paths.length >= 2);
    for (const path of paths) {
      assert.equal(found[path]!.problem, null, path);
      assert.ok(found[path]!.ids.includes('mask-sentence') || !path.includes('00-journey'), path);
    }
  });
});

describe('grade: export to Gradescope', () => {
  it("writes files as its documentation has them, and as Gradescope's own library does", function () {
    const texts = exported('gradescope').files.map(({ text }) => text);
    assert.equal(texts.length, 9);
    const own = readFileSync(support('peers', 'gradescope-utils-0.5.0.json'), 'utf8');
    const wrong = [
      { score: '3' },
      { score: 1, visibility: 'shown' },
      {},
      { score: 1, tests: [{ state: 'passed' }] },
    ];
    assertJudged(this, 'gradescope', [own, ...texts], wrong);
    // Each test of ours has at least what each test of theirs has.
    const [theirs] = (JSON.parse(own) as { tests: object[] }).tests;
    const [ours] = of('gradescope', 's02')['tests'] as object[];
    for (const key of Object.keys(theirs!)) assert.ok(key in ours!, key);
  });

  it("says points, the author's sentence and the late rule, and no hidden name or detail", () => {
    const two = of('gradescope', 's02');
    assert.equal(two['score'], 4.05);
    assert.match(
      two['output'] as string,
      /It was handed in 1 day late .* 10 % of the points earned, that is 0\.45 points less\./,
    );
    const [mask, entropy] = two['tests'] as Record<string, unknown>[];
    assert.deepEqual(
      [mask!['score'], mask!['max_score'], mask!['status'], mask!['number']],
      [1.5, 3, 'failed', '1'],
    );
    assert.match(mask!['output'] as string, new RegExp(TELL));
    assert.equal(entropy!['status'], 'passed');
    const all = exported('gradescope')
      .files.map(({ text }) => text)
      .join();
    assert.doesNotMatch(all, /HIDDENNAME|HIDDENDETAIL/);
    assert.ok(!all.includes(SECRETS.name));
  });

  it('gives no file, so no zero, to whom nobody could grade, and says so', () => {
    const { files, notes } = exported('gradescope');
    assert.ok(!files.some(({ path }) => /s09|s10|s12|stranger/.test(path)));
    assert.deepEqual(notes, [
      'No results.json, because they could not be graded: s09, s10.',
      'No results.json, because they handed in nothing: s12.',
    ]);
  });
});

describe('grade: export to PrairieLearn', () => {
  it('writes files as its documentation has them', function () {
    const texts = exported('prairielearn').files.map(({ text }) => text);
    assert.equal(texts.length, 10);
    const ungradable = { gradable: false, format_errors: ['x'] };
    const wrong = [{ score: 1.01 }, { gradable: true }, { ...ungradable, score: 0 }, { gradable: false }];
    assertJudged(this, 'prairielearn', texts, wrong);
  });

  it('says "not gradable", which costs no attempt, of a file that is no notebook', () => {
    const { gradable, format_errors, score } = of('prairielearn', 's10');
    assert.deepEqual([gradable, score], [false, undefined]);
    assert.match((format_errors as string[])[0]!, /could not be read as a notebook/);
  });

  it('gives a share from 0 to 1, and the points of each task', () => {
    const two = of('prairielearn', 's02');
    assert.equal(two['score'], 4.05 / 6);
    const tests = two['tests'] as Record<string, unknown>[];
    assert.deepEqual(
      tests.map(({ points, max_points }) => [points, max_points]),
      [
        [1.5, 3],
        [3, 3],
      ],
    );
    assert.ok(!exported('prairielearn').files.some(({ path }) => path.includes('s09')));
    assert.doesNotMatch(JSON.stringify([...documents('prairielearn')]), /HIDDENNAME|HIDDENDETAIL/);
  });
});

describe('grade: export to Classroom 50', () => {
  it('writes files as its published schema has them, never more points than there are', function () {
    const texts = exported('classroom50').files.map(({ text }) => text);
    assert.equal(texts.length, 9);
    type Points = { score: number; 'max-score': number };
    for (const text of texts) {
      const result = JSON.parse(text) as Points & { tests: Points[] };
      for (const one of [result, ...result.tests]) assert.ok(one.score <= one['max-score']);
    }
    const first = JSON.parse(texts[0]!) as object;
    // `usernames` is of an earlier form, which the published schema refuses.
    const wrong = [
      { ...first, usernames: ['s01'] },
      { ...first, score: 4.05 },
      { ...first, submission: 'x' },
    ];
    assertJudged(this, 'classroom50', texts, wrong);
  });

  it('counts in hundredths, since it has whole numbers alone', () => {
    const two = of('classroom50', 's02', 'result.json');
    assert.deepEqual(
      [two['score'], two['max-score'], two['owner'], two['assignment']],
      [405, 600, 's02', LESSON],
    );
    assert.equal(two['datetime'], '2026-11-02T00:00:00Z');
  });

  it("takes the links of Classroom 50's runner where it runs there", () => {
    const context = {
      CLASSROOM: 'cs',
      ASSIGNMENT: 'a1',
      SUBMISSION_TAG: 'submit/x',
      COMMIT_URL: 'c',
      RELEASE_URL: 'r',
    };
    const one = { grades: grades.grades.slice(0, 1), unknown: [] };
    const { classroom, submission, commit, release, review } = JSON.parse(
      exportClassroom50(context)(one).files[0]!.text,
    ) as ReturnType<typeof classroom50Result>;
    assert.deepEqual([classroom, submission, commit, release, review], ['cs', 'submit/x', 'c', 'r', 'c']);
    // With several students the environment of one run would be wrong for all but one.
    assert.ok(exportClassroom50(context)(grades).files.every(({ text }) => !text.includes('submit/x')));
  });

  it('leaves out whose time is not known, and says so', () => {
    const timeless = { ...RESULTS[0]! };
    delete timeless.submittedAt;
    const { files, notes } = exportClassroom50({})(finalGrades({ results: [timeless] }));
    assert.equal(files.length, 0);
    assert.match(notes.join(), /time of the submission is not known: s01\./);
  });
});

describe('grade: file names of students', () => {
  it('stay in their folder, whatever the id is', () => {
    const ids = [
      '../../etc/passwd',
      '..',
      '.',
      '',
      'a/b',
      'a\\b',
      'con',
      'nul.txt',
      '.hidden',
      'x\u0000y',
      'a:b*?"<>|',
      'end.',
    ];
    for (const name of fileNames(ids).values()) {
      assert.match(name, /^[\w%@+-][\w%@+.-]*$/);
      assert.doesNotMatch(name, /\.$|^(con|nul)(\.|$)/);
    }
    assert.equal(fileNames(['s01', '张伟', 'mei@campus.example']).get('张伟'), '张伟');
  });

  it('are different for different ids, also where capitals do not count', () => {
    const ids = [
      's1',
      'S1',
      'a/b',
      'a%2Fb',
      'é',
      'e\u0301',
      `${'x'.repeat(200)}1`,
      `${'x'.repeat(200)}2`,
      'con',
      '_con',
    ];
    const names = [...fileNames(ids).values()].map((name) => name.normalize('NFC').toLowerCase());
    assert.equal(new Set(names).size, ids.length);
    assert.ok(names.every((name) => Buffer.byteLength(name) < 200));
  });
});
