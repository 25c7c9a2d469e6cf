/** The map of the course: what it remembers of checks, and what it makes of a cell that changed since. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BUNDLE, setHost } from 'kernel-lib/dist/display/host.js';
import { courseProgress, progressRequestHandler } from 'kernel-lib/dist/grade/course-progress.js';
import { checkFile, checkRequestHandler } from 'kernel-lib/dist/grade/driver.js';
import { courseMap, type CourseMap } from 'kernel-lib/dist/grade/progress/course-map.js';
import { readRecords, recordResults } from 'kernel-lib/dist/grade/progress/records.js';
import { mapHtml, mapText } from 'kernel-lib/dist/grade/progress/show-map.js';
import { errorResult, type CheckResult } from 'kernel-lib/dist/grade/result.js';
import { writeNotebook } from 'kernel-lib/dist/notebook/ipynb.js';
import { scriptToNotebook } from 'kernel-lib/dist/notebook/convert.js';
import { parsePercent } from 'kernel-lib/dist/notebook/percent.js';
import { blossom } from '../support/paths.js';
import { makeCourse, RIGHT, WRONG } from './course.js';

const MEAN = 'const mean = () => 3;\n';
const STUB = "function doubleAll() {\n  throw new Error('Not written yet: double-all.');\n}\n";
const EARLIER = new Date('2026-01-01T00:00:00Z');
const NOON = new Date('2026-01-01T12:00:00Z');
const LATER = new Date('2026-01-02T00:00:00Z');

describe('the map of the course', function () {
  this.timeout(60_000);
  let course: string;
  let copy: string;
  beforeEach(async () => {
    course = makeCourse();
    copy = join(course, 'work', 'exercises', '00-demo.ipynb');
    await writeExercise(join(course, 'exercises', '00-demo.ipynb'), STUB);
    await writeExercise(join(course, 'notebooks', '00-demo.ipynb'), '1', '# Lesson *00*: demo');
    await writeExercise(join(course, 'notebooks', '01-next.ipynb'), '1', '# Lesson 01: <next>');
  });
  afterEach(() => {
    setHost(undefined);
    rmSync(course, { recursive: true });
  });

  async function writeExercise(path: string, source: string, heading = '# Exercises'): Promise<void> {
    mkdirSync(dirname(path), { recursive: true });
    const script = `// %% [markdown]\n// ${heading}\n\n// %% task="double-all" points=3\n// task: double-all\n${source}\n\n// %% task="mean"\n// task: mean\n${MEAN}`;
    await writeNotebook(path, scriptToNotebook(parsePercent(script)));
  }
  /** The learner's copy, saved at that time. */
  async function save(source: string, at: Date): Promise<void> {
    await writeExercise(copy, source);
    utimesSync(copy, at, at);
  }
  const result = (status: 'passed' | 'failed' | 'not yet', passed: number): CheckResult => ({
    ...{ task: 'double-all', status, passed, total: 2, cases: [], next: '' },
  });
  const note = (source: string, one: CheckResult) =>
    recordResults(course, [{ result: one, source: `// task: double-all\n${source}` }], NOON);
  const stateOf = async () => {
    const { state, cases } = (await courseMap(course)).lessons[0]!.tasks[0]!;
    return cases === undefined ? state : `${state} ${cases.join('/')}`;
  };

  it('knows lessons and tasks in their order, and where to begin', async () => {
    const map = await courseMap(course);
    assert.deepEqual(
      map.lessons.map(({ title, tasks }) => [title, tasks.map(({ task, state }) => [task, state])]),
      [
        [
          'Lesson 00: demo',
          [
            ['double-all', 'not begun'],
            ['mean', 'not begun'],
            ['broken', 'not begun'],
          ],
        ],
        ['Lesson 01: <next>', []],
      ],
    );
    const next = { task: 'double-all', file: 'work/exercises/00-demo.ipynb' };
    assert.deepEqual(
      { ...map, lessons: [] },
      { lessons: [], done: 0, tasks: 3, points: 0, maxPoints: 4, next },
    );
  });

  it('a cell that is no stub is begun', async () => {
    await save(STUB, EARLIER);
    assert.equal(await stateOf(), 'not begun');
    await save(WRONG, EARLIER);
    assert.equal(await stateOf(), 'open');
  });

  it('a task is done while its cell is the one that passed', async () => {
    await save(RIGHT, LATER);
    await note(RIGHT, result('passed', 2));
    assert.equal(await stateOf(), 'done 2/2');
    await save(`\r\n${RIGHT.replaceAll('\n', '\r\n')}`.trim(), LATER);
    assert.equal(await stateOf(), 'done 2/2', 'line ends are no change');
    await save(WRONG, LATER);
    assert.equal(await stateOf(), 'changed');
    await note(WRONG, result('failed', 1));
    assert.equal(await stateOf(), 'open 1/2');
    await save(RIGHT, LATER);
    assert.equal(await stateOf(), 'done', 'as it was when it passed');
  });

  it('a notebook that was saved before the check says nothing against it', async () => {
    await save(STUB, EARLIER);
    await note(RIGHT, result('passed', 2));
    assert.equal(await stateOf(), 'done 2/2');
    await note(WRONG, result('failed', 1));
    assert.equal(await stateOf(), 'open 1/2');
    await note(STUB, result('not yet', 0));
    assert.match(await stateOf(), /^open/, 'it passed before');
  });

  it('what is not about the cell is not noted', async () => {
    await note(RIGHT, errorResult('double-all', 'machine', 'gone', ''));
    await note(RIGHT, errorResult('double-all', 'author', 'broken', ''));
    assert.equal((await readRecords(course)).size, 0);
    await note(RIGHT, errorResult('double-all', 'syntax', 'unread', ''));
    assert.equal((await readRecords(course)).size, 1);
  });

  it('a damaged note, or the whole folder gone, is no harm', async () => {
    await save(RIGHT, LATER);
    await note(RIGHT, result('passed', 2));
    const folder = join(course, '.blossom', 'progress');
    assert.deepEqual(readdirSync(folder), ['double-all.json']);
    for (const text of ['{"schema', '[]', 'null', '{"schema":"blossom/progress/v1"}']) {
      writeFileSync(join(folder, 'double-all.json'), text);
      assert.equal(await stateOf(), 'open', text);
    }
    rmSync(folder, { recursive: true });
    assert.equal(await stateOf(), 'open');
    await note(RIGHT, result('passed', 2));
    assert.equal(await stateOf(), 'done 2/2');
  });

  it('a notebook in the middle of being written is passed over', async () => {
    await save(RIGHT, LATER);
    await note(RIGHT, result('passed', 2));
    writeFileSync(copy, readFileSync(copy, 'utf8').slice(0, 100));
    assert.equal(await stateOf(), 'done 2/2');
  });

  it('that nothing can be written spoils no check, and is told', async () => {
    writeFileSync(join(course, '.blossom'), 'a file');
    const told: unknown[] = [];
    const { error } = console;
    console.error = (text: unknown) => told.push(text);
    try {
      await note(RIGHT, result('passed', 2));
    } finally {
      console.error = error;
    }
    assert.match(String(told), /could not be noted/);
  });

  it('check of a file and of a kernel notes its results; work on the solutions does not', async () => {
    await checkFile(join(course, 'solutions', '00-demo.ts'), { root: course, record: true });
    await checkFile(copy, { root: course }).catch(() => undefined);
    assert.ok(!existsSync(join(course, '.blossom')));
    await save(RIGHT, EARLIER);
    await checkFile(copy, { root: course, record: true });
    const records = await readRecords(course);
    assert.deepEqual(
      [...records.values()].map(({ task, status, file }) => [task, status, file]),
      [
        ['double-all', 'passed', copy],
        ['mean', 'failed', copy],
      ],
    );
    const handler = checkRequestHandler(course, { record: true });
    const ask = (cwd: string) =>
      handler({ task: 'mean' }, { taskSource: () => 'const mean = () => 1.5;', cwd });
    await ask(join(course, 'solutions'));
    assert.equal((await readRecords(course)).get('mean')!.status, 'failed');
    await ask(join(course, 'work', 'exercises'));
    assert.equal((await readRecords(course)).get('mean')!.status, 'passed');
  });

  it('a terminal shows signs, news and the next step', async () => {
    await save(RIGHT, LATER);
    await note(RIGHT, result('passed', 2));
    const lines = mapText(await courseMap(course)).split('\n');
    assert.deepEqual(lines, [
      'Your way through the course: 1 of 3 tasks, 3 of 4 points',
      '',
      'Lesson 00: demo  ●○○',
      '  ● double-all  done, 3 points',
      '  ○ mean        1 point to earn',
      '  ○ broken      0 points to earn',
      '',
      'Lesson 01: <next>',
      '',
      '→ Next: mean, in work/exercises/00-demo.ipynb',
      '  npx blossom check work/exercises/00-demo.ipynb --watch',
    ]);
  });

  it('every state has words, and all done is said', () => {
    const tasks = (
      [
        { task: 'a', state: 'changed', points: 1 },
        { task: 'b', state: 'open', points: 1, cases: [1, 2], passedAt: NOON.toISOString() },
        { task: 'c', state: 'open', points: 1 },
      ] as const
    ).map((one) => ({ ...one }) as CourseMap['lessons'][0]['tasks'][0]);
    const map: CourseMap = {
      ...{ lessons: [{ lesson: '00', title: 'One', tasks }], done: 3, tasks: 3, points: 3, maxPoints: 3 },
    };
    assert.match(
      mapText(map),
      /↻ a {2}changed since it passed.*\n.*◐ b {2}1 of 2 cases \(it passed before\)\n.*◐ c {2}begun, not checked yet\n\n→ All tasks of the course are done\.$/,
    );
    const empty: CourseMap = { lessons: [], done: 0, tasks: 0, points: 0, maxPoints: 0 };
    assert.match(mapText(empty), /There are no exercises yet\.[^]*Begin with the first lesson/);
  });

  it('blossom progress prints the map of its own course', () => {
    const [text, json] = [[], ['--json']].map((flags) =>
      execFileSync(process.execPath, [blossom, 'progress', ...flags], { encoding: 'utf8' }),
    ) as [string, string];
    assert.match(text, /^Your way through the course: \d+ of \d+ tasks/);
    assert.equal((JSON.parse(json) as CourseMap).lessons[0]!.lesson, '00-journey');
  });

  it('a notebook asks its kernel and shows the same as escaped HTML', async () => {
    const handler = progressRequestHandler(course);
    setHost({
      display: () => undefined,
      clear: () => undefined,
      request: (name) => (name === 'progress' ? handler() : Promise.reject(new Error(name))),
    });
    const bundle = (await courseProgress())[BUNDLE]();
    assert.equal(bundle['text/plain'], mapText(await courseMap(course)));
    assert.equal(bundle['text/html'], mapHtml(await courseMap(course)));
    assert.match(String(bundle['text/html']), /Lesson 01: &lt;next&gt;/);
  });
});
