/**
 * A class of lesson 00, five tasks that do not train, graded in isolation on all cores, against `nbgrader autograde` on
 * equivalent work in Python: the same five tasks with their visible cases as test cells, isolated by nothing. Ours runs
 * the hidden checks as well, and checks answers that are partly wrong. BENCH_STUDENTS makes a shorter or longer run.
 */
'use strict';

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { spawn } = require('node:child_process');
const { makeClass } = require('../scripts/demo-class.js');
const { environmentReady, testTools } = require('../scripts/setup/python.js');
const { SetupError } = require('../scripts/setup/errors.js');
const { root } = require('../scripts/setup/paths.js');
const { makeCourse, nbgrader, scores } = require('./support/nbgrader-class.js');
const { median } = require('./support/numbers.js');

const STUDENTS = Number(process.env.BENCH_STUDENTS ?? 50);
const SINGLE_CALLS = 3;
const SAVES = 5;
const LESSON = '00-journey';
const TASKS = ['tensors', 'broadcasting', 'softmax', 'cross-entropy', 'gradient-by-hand'];

const library = (file) => require(path.join(root, 'kernel-lib', 'dist', file));

/** A course of the five tasks alone, with a secret of its own. */
function fiveTasks(folder) {
  const { parsePercent, formatPercent } = library('notebook/percent.js');
  const script = path.join(root, 'solutions', `${LESSON}.ts`);
  const parsed = parsePercent(fs.readFileSync(script, 'utf8'), script);
  const cells = parsed.cells.filter(
    ({ options }) => options.task === undefined || TASKS.includes(options.task),
  );
  fs.mkdirSync(path.join(folder, 'solutions', LESSON), { recursive: true });
  fs.mkdirSync(path.join(folder, 'grading'));
  fs.writeFileSync(path.join(folder, 'solutions', `${LESSON}.ts`), formatPercent({ ...parsed, cells }));
  fs.writeFileSync(path.join(folder, 'grading', 'secret'), `${'5e'.repeat(32)}\n`);
  for (const task of TASKS) {
    const place = path.join('solutions', LESSON, task);
    fs.cpSync(path.join(root, place), path.join(folder, place), { recursive: true });
  }
  fs.symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
  fs.symlinkSync(path.join(root, 'kernel-lib'), path.join(folder, 'kernel-lib'));
}

/** Seconds from the folder of hand-ins to results on the disk, start of all processes included. */
async function gradeOurs(folder) {
  const { gradeClass } = library('grade/batch/grade-class.js');
  const { openResultsToWrite } = library('grade/batch/results.js');
  const { lessonKeys, readSecret, workerTask } = library('grade/batch/course-grader.js');
  const { Workers } = library('grade/batch/workers.js');
  const { readSubmissions } = library('grade/submissions/read.js');
  const { chooseIsolation } = library('grade/isolation/choose.js');
  const began = performance.now();
  const isolation = await chooseIsolation();
  const course = { root: folder, isolation: isolation.name };
  const store = await openResultsToWrite(path.join(folder, 'graded'));
  const workers = new Workers(workerTask(course));
  const summary = await gradeClass(readSubmissions([path.join(folder, 'submitted')], { root: folder }), {
    store,
    gradeOne: (submission) => workers.grade(submission),
    lessonKey: lessonKeys(course, await readSecret(folder)),
    workers: os.availableParallelism(),
  });
  await workers.close();
  const seconds = (performance.now() - began) / 1000;
  const students = [];
  for await (const { student } of store.submissions()) students.push(student);
  const broken = summary.review.filter(({ reason }) => reason.includes('author error'));
  await store.close();
  if (summary.graded !== STUDENTS || broken.length > 0)
    throw new Error(
      `Graded ${summary.graded} of ${STUDENTS}: ${JSON.stringify([...summary.ungraded, ...broken].slice(0, 2))}`,
    );
  return { seconds, isolation, students };
}

/** Seconds a submission: all in one call, and each in a call of its own. */
async function gradeTheirs(folder, course, students) {
  const { listTasks, loadCases } = library('grade/tasks.js');
  const places = await listTasks(course);
  const tasks = places.map((place) => ({ ...place, cases: loadCases(place).visible }));
  makeCourse(folder, LESSON, tasks, students);
  const timed = (...words) => {
    const began = performance.now();
    nbgrader(folder, 'autograde', LESSON, '--create', '--force', ...words);
    return (performance.now() - began) / 1000;
  };
  const each = students.slice(0, SINGLE_CALLS).map((student) => timed('--student', student));
  const many = timed() / students.length;
  const full = places.reduce((sum, { points }) => sum + points, 0);
  const wrong = scores(folder).filter((score) => score !== full);
  if (wrong.length > 0) throw new Error(`nbgrader gave ${wrong.join(', ')} of ${full} points.`);
  return { single: median(each), many };
}

/** Milliseconds from a saved file until `check --watch` has shown the task's result anew. */
async function feedbackAfterSaving(folder) {
  const { scriptToNotebook } = library('notebook/convert.js');
  const { formatNotebook } = library('notebook/ipynb.js');
  const { parsePercent } = library('notebook/percent.js');
  const script = path.join(root, 'solutions', `${LESSON}.ts`);
  const notebook = scriptToNotebook(parsePercent(fs.readFileSync(script, 'utf8'), script), { path: script });
  const file = path.join(folder, `${LESSON}.ipynb`);
  const save = (note) => {
    const cells = notebook.cells.map((cell) =>
      cell.metadata.blossom?.task === 'softmax' ? { ...cell, source: `${cell.source}\n// ${note}` } : cell,
    );
    fs.writeFileSync(file, formatNotebook({ ...notebook, cells }));
  };
  save('first');
  const words = ['kernel-lib/bin/blossom.js', 'check', file, '--task', 'softmax', '--watch'];
  const child = spawn(process.execPath, words, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  const gone = new Promise((_resolve, reject) =>
    child.once('close', (code) => reject(new Error(`check ended: ${code}`))),
  );
  gone.catch(() => undefined);
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (said += text));
  const shown = async (count) => {
    for (const until = Date.now() + 60_000; said.split('✓ softmax:').length - 1 < count;) {
      if (Date.now() > until) throw new Error(`check --watch showed nothing new:\n${said}`);
      await Promise.race([gone, new Promise((resolve) => setTimeout(resolve, 5))]);
    }
  };
  try {
    await shown(1);
    const times = [];
    for (let n = 2; n <= SAVES + 1; n++) {
      await new Promise((resolve) => setTimeout(resolve, 1500)); // a person thinks meanwhile
      const began = performance.now();
      save(`save ${n}`);
      await shown(n);
      times.push(performance.now() - began);
    }
    return median(times);
  } finally {
    child.kill('SIGKILL');
  }
}

exports.run = async () => {
  if (!environmentReady(testTools))
    throw new SetupError('This bench needs the test tools: run `node scripts/python-test.js` once.');
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bench-grade-'));
  const place = (name) => {
    fs.mkdirSync(path.join(folder, name));
    return path.join(folder, name);
  };
  try {
    const course = place('course');
    fiveTasks(course);
    // What hangs or dies costs both sides their limits and nothing else: it stays out.
    makeClass(course, {
      students: STUDENTS,
      course,
      mangled: 0,
      shares: { right: 0.7, partial: 0.2, wrong: 0.1 },
    });
    const ours = await gradeOurs(course);
    const theirs = await gradeTheirs(place('nbgrader'), course, ours.students);
    const rate = (60 * STUDENTS) / ours.seconds;
    const row = (name, peer, goal) => ({
      ...{ bench: 'grade', name, unit: 'a minute', ours: rate, peer, ratio: rate / peer, of: 'ratio', goal },
    });
    return [
      { ...row(`submissions, ${ours.isolation.name}`, 60 / theirs.many, { min: 90 }), of: 'ours' },
      row('against nbgrader, all in one call', 60 / theirs.many, { min: 2 }),
      row('against nbgrader, single calls', 60 / theirs.single, { min: 5 }),
      {
        ...{
          bench: 'grade',
          name: 'feedback after saving, one task',
          unit: 'ms',
          of: 'ours',
          goal: { max: 1000 },
        },
        ours: await feedbackAfterSaving(place('watch')),
      },
    ];
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
};
