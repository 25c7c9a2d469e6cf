/** `check --watch`: what counts as a save, what is checked then, and what is shown. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Driver } from 'kernel-lib/dist/grade/driver.js';
import { readRecords } from 'kernel-lib/dist/grade/progress/records.js';
import { FileWatch } from 'kernel-lib/dist/grade/watch/file-watch.js';
import { colourSigns, nextOpen, screenText, type Screen } from 'kernel-lib/dist/grade/watch/screen.js';
import { WatchSession } from 'kernel-lib/dist/grade/watch/watch-session.js';
import { blossom, root } from '../support/paths.js';
import { makeCourse, RIGHT, WRONG } from './course.js';

/** Waits for what must come; the test's own limit ends it where it does not. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(10);
}

describe('watching a file', function () {
  this.timeout(60_000);
  let folder: string;
  let path: string;
  let watch: FileWatch;
  let saves: number;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'blossom watch 课 '));
    path = join(folder, 'file.ipynb');
    writeFileSync(path, 'one');
    saves = 0;
    watch = new FileWatch(path, () => (saves += 1));
    await sleep(100); // What the system still tells of the file's making.
    saves = 0;
  });
  afterEach(() => {
    watch.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('tells a file that is written in place and one that is put in its place', async () => {
    writeFileSync(path, 'two');
    await until(() => saves === 1);
    writeFileSync(`${path}.tmp`, 'three');
    renameSync(`${path}.tmp`, path);
    await until(() => saves === 2);
    writeFileSync(path, 'four');
    await until(() => saves === 3);
  });

  it('a save in many parts is one', async () => {
    for (let i = 0; i < 20; i++) appendFileSync(path, `part ${i}`);
    await until(() => saves > 0);
    await sleep(200);
    assert.equal(saves, 1);
  });

  it('other files of the folder, and reading, are no save', async () => {
    writeFileSync(join(folder, 'other.ipynb'), 'x');
    readFileSync(path);
    await sleep(1500); // Longer than it takes to look at the file by itself.
    assert.equal(saves, 0);
  });

  it('a file that was away counts when it is back; nothing does after the end', async () => {
    rmSync(path);
    await sleep(200);
    assert.equal(saves, 0);
    writeFileSync(path, 'back');
    await until(() => saves === 1);
    watch.close();
    writeFileSync(path, 'later');
    await sleep(200);
    assert.equal(saves, 1);
  });
});

describe('a watch session', function () {
  this.timeout(60_000);
  const STUB = "function doubleAll() {\n  throw new Error('Not written yet: double-all.');\n}\n";
  const MEAN_STUB = "function mean() {\n  throw new Error('Not written yet: mean.');\n}\n";
  const MEAN = 'const mean = () => 1.5;\n';
  const course = makeCourse();
  const path = join(course, 'work', 'mine.ts');
  const driver = new Driver();
  let screens: Screen[];
  let session: WatchSession;
  const last = () => screenText(screens.at(-1)!);
  const write = (doubleAll: string, mean: string) =>
    writeFileSync(path, `// %% task="double-all"\n${doubleAll}\n\n// %% task="mean"\n${mean}`);
  before(() => mkdirSync(dirname(path)));
  after(() => {
    driver.close();
    rmSync(course, { recursive: true });
  });
  beforeEach(async () => {
    rmSync(join(course, '.blossom'), { recursive: true, force: true });
    screens = [];
    write(STUB, MEAN_STUB);
    const show = (screen: Screen) => void screens.push(screen);
    session = new WatchSession({ ...{ path, name: 'mine.ts', root: course, driver, keys: true, show } });
    await session.begin();
  });

  it('begins with the first open task, and how far the file is', () => {
    assert.match(screenText(screens[0]!), /One moment/);
    assert.match(
      last(),
      /^Watching mine\.ts: save it to check it\.\n\n○ double-all: not written yet \(2 cases\)\n/,
    );
    assert.match(last(), /\n\n0 of 2 ○○\n\nh hint {3}a all tasks {3}n next task {3}q quit$/);
  });

  it('checks the task that changed, and says what comes next', async () => {
    write(STUB, MEAN);
    await session.saved();
    assert.match(last(), /✓ mean: the case passes: 1 point\n.*\n {2}→ Next: double-all\.\n\n1 of 2 ○●/);
    write(WRONG, MEAN);
    await session.saved();
    assert.match(
      last(),
      /✗ double-all: 1 of 2 cases pass[^]*hint: Look at[^]*→ Change the cell and save\.\n\n1 of 2 ◐●/,
    );
    write(RIGHT, MEAN);
    await session.saved();
    assert.match(last(), /→ All tasks of this file pass\.\n\n2 of 2 ●●/);
    assert.deepEqual(
      [...(await readRecords(course)).values()].map(({ task, status }) => [task, status]),
      [
        ['double-all', 'passed'],
        ['mean', 'passed'],
      ],
    );
  });

  it('of several that changed the first that is wrong is shown', async () => {
    write(RIGHT, 'const mean = () => 7;');
    await session.saved();
    assert.match(last(), /✗ mean: 0 of 1 cases pass[^]*1 of 2 ●◐/);
  });

  it('checks the task in hand again where none changed, or the first open one', async () => {
    await session.saved();
    assert.match(last(), /○ double-all/);
    write(RIGHT, MEAN_STUB);
    await session.saved();
    assert.match(last(), /✓ double-all/);
    await session.saved();
    assert.match(last(), /○ mean/);
  });

  it('gives one more hint at each key, for each task its own', async () => {
    write(WRONG, MEAN_STUB);
    await session.saved();
    await session.key('h');
    assert.match(last(), /✗ double-all[^]*Hint 1 of 3\n {2}Take each number\.\n\n0 of 2/);
    for (let i = 0; i < 4; i++) await session.key('h');
    assert.match(last(), /Hint 1 of 3[^]*Hint 2 of 3[^]*Hint 3 of 3\n {2}`2 \* n`\.\n\n0 of 2/);
    await session.key('n');
    assert.match(last(), /○ mean/);
    await session.key('h');
    assert.match(last(), /Hint 1 of 3/);
    assert.doesNotMatch(last(), /Hint 2/);
    const shown = screens.length;
    await session.key('x');
    assert.equal(screens.length, shown);
  });

  it('shows all tasks, a line each', async () => {
    write(WRONG, MEAN);
    await session.saved();
    await session.key('a');
    assert.match(
      last(),
      /\n\n✗ double-all: 1 of 2 cases pass\n✓ mean: the case passes: 1 point\n\n1 of 2 ◐●/,
    );
  });

  it('a file that cannot be read is told, and the next save goes on', async () => {
    writeFileSync(path, '// %%\n1\n');
    await session.saved();
    assert.match(last(), /mine\.ts has no task/);
    rmSync(path);
    await session.saved();
    assert.match(last(), /no such file/);
    write(RIGHT, MEAN_STUB);
    await session.saved();
    assert.match(last(), /✓ double-all/);
  });

  it('a file that is whole a moment later is read again', async () => {
    writeFileSync(path, '');
    const checked = session.saved();
    write(RIGHT, MEAN_STUB);
    await checked;
    assert.ok(screens.every(({ problem }) => problem === undefined));
    assert.match(last(), /✓ double-all/);
  });

  it('saves during a check are answered by one more', async () => {
    write(WRONG, MEAN_STUB);
    const first = session.saved();
    await sleep(1);
    await Promise.all([first, session.saved(), session.saved(), session.saved()]);
    assert.ok(screens.length <= 5, `${screens.length} screens`);
    assert.match(last(), /✗ double-all/);
  });

  it('advice on types comes later and decides nothing', async () => {
    let advise: (advice: string[]) => void = () => undefined;
    const shown: Screen[] = [];
    const other = new WatchSession({
      ...{
        path,
        name: 'mine.ts',
        root: course,
        driver,
        keys: false,
        show: (screen) => void shown.push(screen),
      },
      advise: () => new Promise((resolve) => (advise = resolve)),
    });
    write(RIGHT, MEAN_STUB);
    await other.begin();
    advise(['line 1, column 2: Type A is not B.']);
    await until(() => shown.at(-1)!.advice !== undefined);
    const text = screenText(shown.at(-1)!);
    assert.match(
      text,
      /○ mean[^]*TypeScript says \(advice; it decides nothing\):\n {2}line 1, column 2: Type A/,
    );
    assert.doesNotMatch(text, /q quit/);
    // What was meant for a cell that is gone is not shown.
    await other.saved();
    const before = advise;
    write(RIGHT, MEAN);
    await other.saved();
    before(['old']);
    await sleep(50);
    assert.equal(shown.at(-1)!.advice, undefined);
  });
});

describe('the screen of a watch', () => {
  it('shows one failing case in full, and the others by their names', () => {
    const wrong = (name: string) => ({
      ...{ name, passed: false, outcome: 'wrong answer' as const, called: `f("${name}")` },
      expected: { text: '1' },
    });
    const text = screenText({
      ...{ file: 'a.ts', keys: false, states: [{ task: 'f', state: 'open' }] },
      result: {
        task: 'f',
        status: 'failed',
        passed: 0,
        total: 2,
        cases: [wrong('one'), wrong('two')],
        next: '',
      },
    });
    assert.match(text, /✗ one\n {6}called {4}f\("one"\)\n {6}expected {2}1\n {2}✗ two\n {2}→/);
  });

  it('an error that is none of the cell keeps its own advice', () => {
    const text = screenText({
      ...{ file: 'a.ts', keys: false, states: [] },
      result: {
        ...{ task: 'f', status: 'error', passed: 0, total: 0, cases: [] },
        ...{ reason: 'machine', message: 'It died.', next: 'Try once more.' },
      },
    });
    assert.match(text, /✗ f: It died\.\n {2}→ Try once more\.\n\n0 of 0 $/);
  });

  it('the next open task is looked for behind this one, round the file', () => {
    const states = (['open', 'done', 'not begun', 'done'] as const).map((state, i) => ({
      task: `t${i}`,
      state,
    }));
    assert.equal(nextOpen(states, 't0'), 't2');
    assert.equal(nextOpen(states, 't2'), 't0');
    assert.equal(nextOpen(states, undefined), 't0');
    assert.equal(nextOpen([{ task: 'a', state: 'open' }], 'a'), 'a');
    assert.equal(nextOpen([{ task: 'a', state: 'done' }], 'a'), undefined);
  });

  it('colours signs at the begin of a line alone', () => {
    assert.equal(colourSigns('✓ a ✗\n  ✗ b'), '\u001b[32m✓\u001b[39m a ✗\n  \u001b[31m✗\u001b[39m b');
  });
});

describe('blossom check --watch', function () {
  this.timeout(60_000);
  it('without a terminal prints each result and ends when it is asked to', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'blossom-watch-'));
    const path = join(folder, 'mine.ipynb');
    copyFileSync(join(root, 'exercises', '00-journey.ipynb'), path);
    const child = spawn(process.execPath, [blossom, 'check', path, '--watch'], { stdio: 'pipe' });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    await until(() => /not written yet/.test(said));
    writeFileSync(path, readFileSync(path, 'utf8').replace(/throw new Error\(.*?\);/, 'return 7;'));
    await until(() => /✗ [\w-]+: 0 of \d+ cases pass/.test(said));
    child.kill('SIGTERM');
    assert.equal(await ended, 0);
    assert.doesNotMatch(said, /\u001b|q quit/);
    rmSync(folder, { recursive: true });
  });

  it('refuses what it cannot do', () => {
    const refused = (...words: string[]) =>
      new Promise<string>((resolve) => {
        let text = '';
        const child = spawn(process.execPath, [blossom, 'check', ...words, '--watch'], { stdio: 'pipe' });
        child.stderr.setEncoding('utf8').on('data', (part: string) => (text += part));
        child.stdout.setEncoding('utf8').on('data', (part: string) => (text += part));
        child.once('close', (code) => resolve(`${code} ${text}`));
      });
    const exercise = join(root, 'exercises', '00-journey.ipynb');
    return Promise.all([
      refused(exercise, exercise).then((text) => assert.match(text, /^1 --watch looks at one file, got 2/)),
      refused(exercise, '--json').then((text) => assert.match(text, /^1 .*leave --json out/)),
      refused(join(root, 'notebooks', '00-journey.ipynb')).then((text) =>
        assert.match(text, /^1 .*has no task/),
      ),
    ]);
  });
});
