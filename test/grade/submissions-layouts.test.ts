/** Whose a notebook is, in each layout that a platform gives back. */
import assert from 'node:assert/strict';
import { mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from 'kernel-lib/dist/errors.js';
import { makeCourse } from './course.js';
import {
  DOUBLE_ALL,
  LESSON,
  MEAN,
  notebook,
  readAll,
  sourceOf,
  temporary,
  write,
  zip,
  type Json,
} from './hand-ins.js';

const FILE = `${LESSON}.ipynb`;

describe('where a class hands in', () => {
  let root: string;
  let json: Json;
  let other: Json;
  before(async () => {
    root = makeCourse();
    json = await notebook(root);
    other = await notebook(root, { 'double-all': DOUBLE_ALL.replace('n * 2', 'n + n'), mean: MEAN });
  });
  after(() => rmSync(root, { recursive: true }));

  const students = async (files: Record<string, unknown>) =>
    (await readAll(root, write(files))).map(({ student, unreadable }) => {
      assert.equal(unreadable, undefined);
      return student;
    });

  it('<student_id>/<notebook>.ipynb, sorted by student', async () => {
    assert.deepEqual(await students({ [`s2/${FILE}`]: json, [`s1/${FILE}`]: json }), ['s1', 's2']);
    assert.deepEqual(await students({ [`submissions/s1/deeper/still/${FILE}`]: json }), ['s1']);
  });

  it('nbgrader: submitted/<student>/<assignment>/, with the time of its timestamp.txt', async () => {
    const folder = write({
      [`submitted/s1/ps1/${FILE}`]: json,
      'submitted/s1/ps1/timestamp.txt': '2026-11-24 15:58:23.948203 UTC\n',
      [`submitted/s2/${LESSON}/homework.ipynb`]: json,
      [`submitted/s2/${LESSON}/timestamp.txt`]: 'last Tuesday',
      [`source/ps1/${FILE}`]: other,
      [`autograded/s1/ps1/${FILE}`]: other,
    });
    const times = { s1: '2026-11-24T15:58:23.948Z', s2: undefined };
    for (const path of [folder, join(folder, 'submitted')]) {
      const all = await readAll(root, path);
      assert.deepEqual(Object.fromEntries(all.map((one) => [one.student, one.submittedAt])), times);
      assert.match(all[1]!.warnings.join(), /timestamp\.txt is not understood \("last Tuesday"\)/);
    }
    const one = await readAll(root, [
      join(folder, 'submitted/s1'),
      join(folder, `submitted/s2/${LESSON}/homework.ipynb`),
    ]);
    assert.deepEqual(
      one.map(({ student }) => student),
      ['s1', 's2'],
    );
  });

  it('Moodle: Name_12345_assignsubmission_file_, as folders and without, with the time of the archive', async () => {
    const mtime = new Date(2026, 10, 24, 18, 30, 2);
    const archive = await zip(
      {
        [`Ada Lovelace_12345_assignsubmission_file_/${FILE}`]: json,
        [`Ada Lovelace_999_assignsubmission_file_${FILE}`]: other,
        [`李 雷_7_assignsubmission_file_/work/${FILE}`]: json,
      },
      { mtime },
    );
    const all = await readAll(root, write({ 'CS-demo-123.zip': archive }));
    assert.deepEqual(
      all.map(({ student, submittedAt }) => [student, submittedAt]),
      ['Ada Lovelace_12345', 'Ada Lovelace_999', '李 雷_7'].map((student) => [student, mtime.toISOString()]),
    );
    assert.deepEqual(await students({ [`Ada Lovelace_12345_assignsubmission_file_/${FILE}`]: json }), [
      'Ada Lovelace_12345',
    ]);
  });

  it('Canvas: lastfirst_123_456_x.ipynb with LATE, the last of several attempts, and archives of students', async () => {
    const archive = await zip({
      [`lovelaceada_12_100_${LESSON}.ipynb`]: other,
      [`lovelaceada_12_104_${LESSON}-1.ipynb`]: json,
      [`lovelaceada_12_103_${LESSON}-2.ipynb`]: other,
      [`turingalan_LATE_13_456_homework.ipynb`]: json,
      [`hoppergrace_14_457_work.zip`]: await zip({ [`work/${FILE}`]: json }),
    });
    for (const path of [
      write({ 'submissions.zip': archive }),
      join(write({ 'submissions.zip': archive }), 'submissions.zip'),
    ]) {
      const all = await readAll(root, path);
      assert.deepEqual(
        all.map(({ student }) => student),
        ['hoppergrace_14', 'lovelaceada_12', 'turingalan_13'],
      );
      assert.equal(sourceOf(all[1]!, 'double-all'), DOUBLE_ALL);
      assert.match(
        all[1]!.warnings.join(),
        /There are 3 hand-ins: .*_104_.* was taken \(it is the latest\), not/,
      );
      assert.match(all[2]!.warnings.join(), /Canvas marks it as late/);
    }
  });

  it('GitHub Classroom: repositories cloned in a folder; the exercise is found in each', async () => {
    const repository = (name: string) => ({
      [`homework-1-submissions/homework-1-${name}/.git/HEAD`]: 'ref: refs/heads/main',
      [`homework-1-submissions/homework-1-${name}/exercises/${FILE}`]: json,
      [`homework-1-submissions/homework-1-${name}/notebooks/${FILE}`]: { cells: [], nbformat: 4 },
      [`homework-1-submissions/homework-1-${name}/node_modules/x/${FILE}`]: other,
      [`homework-1-submissions/homework-1-${name}/package.json`]: '{"scripts": {"test": "exit 0"}}',
    });
    const folder = write({ ...repository('ada'), ...repository('alan-t') });
    for (const path of [folder, join(folder, 'homework-1-submissions')]) {
      const all = await readAll(root, path);
      assert.deepEqual(
        all.map(({ student }) => student),
        ['ada', 'alan-t'],
      );
      assert.deepEqual(
        all.map(({ warnings }) => warnings),
        [[], []],
      );
    }
    const one = await readAll(root, join(folder, 'homework-1-submissions/homework-1-ada'));
    assert.equal(one[0]!.student, 'ada');
    assert.deepEqual(await students({ [`${LESSON}-ada/${FILE}`]: json }), ['ada']);
  });

  it('a single notebook, a single archive, many of them, and a folder by mail', async () => {
    const folder = write({
      [`s1/${FILE}`]: json,
      's2.zip': await zip({ [`${LESSON}/exercises/${FILE}`]: json }),
      's3.zip': await zip({ [`s3/${FILE}`]: json }),
    });
    const paths = [join(folder, 's1', FILE), join(folder, 's2.zip'), join(folder, 's3.zip')];
    const names = async (given: string[]) => (await readAll(root, given)).map(({ student }) => student);
    assert.deepEqual(await names(paths), ['s1', 's2', 's3']);
    assert.deepEqual(await names([folder]), ['s1', 's2', 's3']);
    assert.deepEqual(await names([join(folder, 's1')]), ['s1']);
    const flat = {
      'ada.ipynb': json,
      [`alan-${FILE}`]: json,
      'grace.ipynb': json,
      [`${LESSON}_edsger.ipynb`]: json,
    };
    assert.deepEqual(await students(flat), ['ada', 'alan', 'edsger', 'grace']);
  });

  it('an archive of the whole class, with students as folders', async () => {
    const archive = await zip({ [`class/s1/${FILE}`]: json, [`class/s2/${FILE}`]: json });
    const all = await readAll(root, join(write({ 'class.zip': archive }), 'class.zip'));
    assert.deepEqual(
      all.map(({ student }) => student),
      ['s1', 's2'],
    );
  });

  it("names that a student chose below the own folder, or in the own archive, make it nobody else's", async () => {
    const bob = {
      [`s2/${FILE}`]: other,
      [`Bob Builder_9_assignsubmission_file_/${FILE}`]: other,
      [`bobbuilder_9_77_${FILE}`]: other,
      [`submitted/s2/ps1/${FILE}`]: other,
    };
    const below = Object.fromEntries(Object.entries(bob).map(([path, content]) => [`s1/${path}`, content]));
    const moodle = 'Ada_1_assignsubmission_file_';
    const folder = write({
      ...below,
      [`s2/${FILE}`]: json,
      's1.zip': await zip(bob),
      's2.zip': await zip({ [FILE]: json }),
    });
    const all = await readAll(root, folder);
    assert.deepEqual(
      all.map(({ student }) => student),
      ['s1', 's2'],
    );
    assert.equal(sourceOf(all[1]!, 'double-all'), DOUBLE_ALL);
    assert.deepEqual(all[1]!.warnings, []);
    const nested = await zip({
      [`${moodle}/work.zip`]: await zip(bob),
      [`${moodle}/Bob_9_assignsubmission_file_/${FILE}`]: other,
    });
    const [ada, ...none] = await readAll(root, join(write({ 'moodle.zip': nested }), 'moodle.zip'));
    assert.deepEqual(none, []);
    assert.equal(ada!.student, 'Ada_1');
  });

  it('a time that a student wrote is none', async () => {
    const time = '2020-01-01 00:00:00 UTC';
    const entry = {
      student: 's1',
      lesson: LESSON,
      file: FILE,
      from: 'x',
      said: [],
      submittedAt: '2020-01-01T00:00:00Z',
    };
    const collected = { schema: 'blossom/collected/v1', files: [entry, { ...entry, file: `s1/${FILE}` }] };
    const own = { [FILE]: json, 'timestamp.txt': time, 'collected.json': collected };
    const of = (folder: string) =>
      Object.fromEntries(Object.entries(own).map(([path, content]) => [folder + path, content]));
    const times = async (files: Record<string, unknown>, path = '') =>
      (await readAll(root, join(write(files), path))).map(({ submittedAt }) => submittedAt);
    assert.deepEqual(await times(of('s1/')), [undefined]);
    assert.deepEqual(await times(of('submitted/s1/ps1/deeper/')), [undefined]);
    const old = { mtime: new Date(2020, 0, 1) };
    assert.deepEqual(await times({ 's1.zip': await zip(own, old) }, 's1.zip'), [undefined]);
    const moodle = 'Ada_1_assignsubmission_file_';
    assert.deepEqual(await times({ [`${moodle}/work.zip`]: await zip(own, old) }), [undefined]);
    const handedIn = new Date(2026, 10, 24, 18, 0, 0);
    const archive = await zip({ [`${moodle}/work.zip`]: await zip(own, old) }, { mtime: handedIn });
    assert.deepEqual(await times({ 'moodle.zip': archive }, 'moodle.zip'), [handedIn.toISOString()]);
  });

  it('two hand-ins of one student: the latest in which something was written, and it is said', async () => {
    const folder = write({
      [`s1/${LESSON}.ipynb`]: other,
      [`s1/${LESSON} (1).ipynb`]: json,
      's1/broken.ipynb': '{',
    });
    utimesSync(join(folder, `s1/${LESSON}.ipynb`), 1000, 1000);
    utimesSync(join(folder, `s1/${LESSON} (1).ipynb`), 2000, 2000);
    utimesSync(join(folder, 's1/broken.ipynb'), 3000, 3000);
    const [latest, ...none] = await readAll(root, folder);
    assert.deepEqual(none, []);
    assert.equal(sourceOf(latest!, 'double-all'), DOUBLE_ALL);
    assert.match(
      latest!.warnings.join(),
      /There are 3 hand-ins: "s1\/00-demo \(1\)\.ipynb" was taken \(it is the latest\)/,
    );

    const stub = write({ [`s1/${FILE}`]: json, [`s1/later-${FILE}`]: await notebook(root, {}) });
    utimesSync(join(stub, `s1/${FILE}`), 1000, 1000);
    const [written] = await readAll(root, stub);
    assert.equal(sourceOf(written!, 'double-all'), DOUBLE_ALL);
    assert.match(written!.warnings.join(), /was taken \(nothing was written in the other\)/);
  });

  it('another file name is recognised by its tasks, and said', async () => {
    const [one] = await readAll(root, write({ 's1/Untitled.ipynb': json }));
    assert.equal(one!.lesson, LESSON);
    assert.match(one!.warnings.join(), /The file is called "Untitled.ipynb"; by its tasks it is 00-demo/);
  });

  it('several lessons: each notebook goes to its own, and one can be asked for alone', async () => {
    const script = (task: string) =>
      `// %% task="${task}"\nfunction f() {\n  // BEGIN SOLUTION\n  // END SOLUTION\n}\n`;
    const two = makeCourse({ 'solutions/01-next.ts': script('next') });
    const next = {
      cells: [{ cell_type: 'code', metadata: {}, source: '// task: next\nfunction f() {}' }],
      nbformat: 4,
    };
    const folder = write({
      [`s1/${FILE}`]: json,
      's1/other.ipynb': next,
      [`s2/01-next.ipynb`]: json,
      's3/empty.ipynb': {},
    });
    const lessons = async (lesson?: string) =>
      (await readAll(two, folder, lesson === undefined ? {} : { lesson })).map((one) => [
        one.student,
        one.lesson,
      ]);
    assert.deepEqual(await lessons(), [
      ['s1', LESSON],
      ['s1', '01-next'],
      ['s2', LESSON],
      ['s3', 'unknown'],
    ]);
    assert.deepEqual(await lessons('01-next'), [
      ['s1', '01-next'],
      ['s3', '01-next'],
    ]);
    await assert.rejects(
      readAll(two, folder, { lesson: '02-none' }),
      /There is no lesson "02-none".*00-demo, 01-next/,
    );
    rmSync(two, { recursive: true });
  });

  it('links are never followed, and are said', async () => {
    const folder = write({
      [`outside/s9/${FILE}`]: json,
      'class/s1/notes.txt': 'x',
      [`class/s2/${FILE}`]: json,
    });
    symlinkSync(join(folder, 'outside/s9', FILE), join(folder, 'class/s1', FILE));
    symlinkSync(join(folder, 'outside/s9'), join(folder, 'class/s3'));
    symlinkSync('/dev/zero', join(folder, 'class/s2/zero.ipynb'));
    const notices: string[] = [];
    const [one, two, ...none] = await readAll(root, join(folder, 'class'), { notices });
    assert.deepEqual(none, []);
    assert.equal(
      one!.unreadable,
      `"s1/${FILE}" is a symbolic link; links are not followed, hand in the file itself.`,
    );
    assert.equal(sourceOf(two!, 'mean'), MEAN);
    assert.match(two!.warnings.join(), /"s2\/zero.ipynb" is a symbolic link/);
    assert.match(notices.join(), /"s3" is a symbolic link/);
  });

  it('an empty folder of a student, one without a notebook, an empty class', async () => {
    const folder = write({ 's2/report.pdf': 'x', 's2/work.rar': 'x', [`s3/${FILE}`]: json });
    mkdirSync(join(folder, 's1'));
    const [one, two] = await readAll(root, folder);
    assert.equal(one!.unreadable, 'The folder "s1" is empty.');
    assert.equal(two!.unreadable, 'There is no notebook (.ipynb): there is "report.pdf", "work.rar".');
    await assert.rejects(readAll(root, temporary()), (thrown) => {
      assert.ok(thrown instanceof UserError);
      assert.match(thrown.message, /Nothing was handed in in .*The folder is empty/);
      return true;
    });
    await assert.rejects(
      readAll(root, '/nowhere/at/all'),
      /Cannot read \/nowhere\/at\/all: there is no such file/,
    );
    await assert.rejects(readAll(root, join(folder, 's2/report.pdf')), /is no folder, notebook or zip file/);
  });

  it('names with HTML, formulas, commas, control characters and bytes that are no UTF-8', async () => {
    const folder = write({});
    const names = [
      '<img src=x onerror=alert(1)>',
      '=HYPERLINK("x")',
      '@SUM(1)',
      'a,"b"',
      'a\nb',
      '\u202Eabc',
      'Zoe\u0308',
    ];
    for (const name of names) write({ [join(name, FILE)]: json }, folder);
    const raw = Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0x4a, 0xe9])]);
    mkdirSync(raw);
    writeFileSync(Buffer.concat([raw, Buffer.from(`/${FILE}`)]), JSON.stringify(json));
    const all = await readAll(root, folder);
    assert.deepEqual(
      all.map(({ student }) => student).sort(),
      [
        '%E2%80%AEabc',
        '<img src=x onerror=alert(1)>',
        '=HYPERLINK("x")',
        '@SUM(1)',
        'J%E9',
        'Zo\u00eb',
        'a%0Ab',
        'a,"b"',
      ].sort(),
    );
    for (const one of all) assert.equal(sourceOf(one, 'mean'), MEAN);
  });

  it('files that configure a project have no effect', async () => {
    const before = await readAll(root, write({ [`s1/${FILE}`]: json }));
    const after = await readAll(
      root,
      write({
        [`s1/${FILE}`]: json,
        's1/package.json': '{"main": "x"}',
        's1/tsconfig.json': '{}',
        's1/.npmrc': 'registry=x',
        's1/.mocharc.json': '{}',
        's1/node_modules/tslab/index.js': 'x',
        [`s1/.ipynb_checkpoints/${LESSON}-checkpoint.ipynb`]: other,
        [`s1/__MACOSX/._${FILE}`]: 'x',
      }),
    );
    assert.deepEqual(after, before);
  });
});
