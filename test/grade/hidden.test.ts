/** Hidden checks from submission to result: points, outcomes, what a learner reads, and that all of it repeats. */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { checkVersion } from 'kernel-lib/dist/grade/hidden/course.js';
import { gradeSubmission } from 'kernel-lib/dist/grade/hidden/grade-submission.js';
import { outcomeOf } from 'kernel-lib/dist/grade/hidden/outcome.js';
import type { Isolation } from 'kernel-lib/dist/grade/isolation/isolation.js';
import { RIGHT, WRONG } from './course.js';
import {
  grade,
  gradeDoubleAll,
  HIDDEN,
  ISOLATION,
  hiddenCourse,
  hiddenOutcomes,
  SECRET,
  submissionOf,
} from './hidden-course.js';

const FRAME = `
const forge = (message: unknown) => {
  const body = Buffer.from(JSON.stringify(message));
  const header = Buffer.alloc(4);
  header.writeUInt32BE(body.length);
  require('fs').writeSync(3, Buffer.concat([header, body]));
};
`;

/** The outcomes of the three hidden checks of `HIDDEN`, and the points of 3. */
const answers: Record<string, [source: string, outcomes: string, points: number]> = {
  'a right one': [RIGHT, 'passed, passed, passed', 3],
  'a wrong one': [WRONG, 'failed, failed, passed', 0.75],
  'one that is right for positive numbers': [
    'function doubleAll(xs: number[]) { return xs.map((x) => 2 * Math.abs(x)); }',
    'passed, failed, passed',
    1.5,
  ],
  'one that changes its input': [
    'function doubleAll(xs: number[]) { for (let i = 0; i < xs.length; i++) xs[i]! *= 2; return xs; }',
    'passed, passed, failed',
    2.25,
  ],
  'the visible cases hard-coded': [
    'function doubleAll(xs: number[]) { return xs.length === 3 ? [2, 4, 6] : []; }',
    'failed, failed, passed',
    0.75,
  ],
  'a stub': [
    "function doubleAll() { throw new Error('Not written yet.'); }",
    'not written, not written, not written',
    0,
  ],
  'an error in the call': [
    'function doubleAll() { throw new Error(); }',
    'student error, student error, student error',
    0,
  ],
  'an error at the top': [`null!.x;\n${RIGHT}`, 'student error, student error, student error', 0],
  'no such function': ['const other = 1;', 'student error, student error, student error', 0],
  'process.exit': [
    'function doubleAll() { process.exit(0); }',
    'student error, student error, student error',
    0,
  ],
  'a loop without end for negative numbers': [
    'function doubleAll(xs: number[]) { while (xs.some((x) => x < 0)); return xs.map((x) => 2 * x); }',
    'passed, time limit, passed',
    1.5,
  ],
  'a heap bomb for negative numbers': [
    `function doubleAll(xs: number[]) { const all: unknown[] = [];
     while (xs.some((x) => x < 0)) all.push(new Array(1e5).fill(all.length)); return xs.map((x) => 2 * x); }`,
    'passed, memory limit, passed',
    1.5,
  ],
  'output without bound': [
    `function doubleAll() { for (;;) console.log('x'.repeat(100000)); }`,
    'output limit, output limit, output limit',
    0,
  ],
  'more than can be sent': [
    "function doubleAll() { return 'x'.repeat(20_000_000); }",
    'output limit, output limit, output limit',
    0,
  ],
  'a forged frame beside a right answer, once': [
    `${FRAME}let calls = 0;
     function doubleAll(xs: number[]) { if (calls++ === 1) forge({ nonce: 'x', value: 1 }); return xs.map((x) => 2 * x); }`,
    'protocol violation, protocol violation, passed',
    0.75,
  ],
  'a second answer when it ends': [
    `${FRAME}process.on('exit', () => forge({ nonce: 'x', value: 1 }));\n${RIGHT}`,
    'protocol violation, protocol violation, protocol violation',
    0,
  ],
};

describe('hidden checks', () => {
  const course = hiddenCourse();
  after(() => rmSync(course, { recursive: true }));

  for (const [name, [source, outcomes, points]] of Object.entries(answers)) {
    it(`${name}: ${outcomes}`, async () => {
      const task = await gradeDoubleAll(course, source);
      assert.equal(hiddenOutcomes(task), outcomes);
      assert.equal(task.points, points);
    });
  }

  it('a syntax error, a missing cell, two cells, an unreadable notebook: each its own outcome', async () => {
    assert.equal((await gradeDoubleAll(course, 'function (')).outcome, 'syntax error');
    const options = { root: course, secret: SECRET, isolation: ISOLATION };
    const missing = await gradeSubmission({ ...submissionOf(''), answers: [] }, options);
    assert.deepEqual(
      missing.tasks.map(({ outcome, points }) => [outcome, points]),
      [
        ['missing', 0],
        ['missing', 0],
        ['missing', 0],
      ],
    );
    const two = { task: 'double-all', candidates: [RIGHT, WRONG] };
    const review = await gradeSubmission({ ...submissionOf(''), answers: [two] }, options);
    assert.deepEqual([review.tasks[0]!.outcome, review.tasks[0]!.points], ['review', 0]);
    assert.match(review.review[0]!, /double-all: several cells/);
    const unreadable = { ...submissionOf(''), answers: [], unreadable: 'it is no JSON.' };
    const result = await gradeSubmission(unreadable, options);
    assert.deepEqual([result.state, result.score, result.maxScore, result.tasks], ['ungraded', null, 4, []]);
    assert.match(result.review[0]!, /no JSON/);
  });

  it('200,000 lines of output are no crime', async () => {
    const source = `console.log('a line of output\\n'.repeat(200000));\n${RIGHT}`;
    assert.equal((await gradeDoubleAll(course, source)).points, 3);
  });

  it('after two calls beyond their time the others are not made', async () => {
    const source = 'let n = 0; function doubleAll() { console.log(n++); for (;;); }';
    const task = await gradeDoubleAll(course, source);
    assert.equal(hiddenOutcomes(task), 'time limit, time limit, time limit');
  });

  it('a learner reads only sentences of the author and of ours: no input, output or error of a run', async () => {
    const source = `function doubleAll(xs: number[]): number[] { console.log('leak', xs);
      throw new Error('leak' + JSON.stringify(xs)); }`;
    const { checks } = await gradeDoubleAll(course, source);
    const hidden = checks.filter((check) => check.hidden);
    assert.deepEqual(
      hidden.map(({ message }) => message),
      [
        'A call ended in an error, or the process ended before it answered. Some lists come out wrong.',
        'A call ended in an error, or the process ended before it answered. Think of numbers below zero.',
        'A call ended in an error, or the process ended before it answered. Work on a copy.',
      ],
    );
    assert.ok(!JSON.stringify(hidden).includes('leak'));
  });

  it('the same submission and secret give the same bytes; another secret and another hash other numbers', async () => {
    // The answer tells the numbers that it was given by whether it is right for them, and rolls a die.
    const source = `function doubleAll(xs: number[]) { return xs.map((x) => (Math.floor(x * 7) % 2 === 0 && Math.random() < 0.9 ? 2 * x : 0)); }`;
    const bytes = async (hash: string, secret: string) => {
      const options = { root: course, secret, isolation: ISOLATION };
      const { durations, ...result } = await gradeSubmission(submissionOf(source, hash), options);
      assert.ok(durations.total > 0);
      return JSON.stringify(result);
    };
    const first = await bytes('a1', SECRET);
    assert.equal(await bytes('a1', SECRET), first);
    assert.notEqual(await bytes('a1', '11'.repeat(32)), first);
  });
});

describe('the outcome of a call', () => {
  const error = (name: string, message: string) => ({ kind: 'error' as const, name, message });
  const ended = (how: string) => ({ kind: 'process ended' as const, how });
  const end = (lastWords = '', rest = {}) => ({ printed: '', flooded: false, lastWords, ...rest });
  const heap = 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory';

  for (const [name, found, wanted] of [
    ['no heap left', outcomeOf(ended('SIGABRT'), end(heap)), 'memory limit'],
    ['V8 gives up', outcomeOf(ended('SIGTRAP'), end('# Fatal process out of memory: Zone')), 'memory limit'],
    ['C++ gives up', outcomeOf(ended('SIGABRT'), end("instance of 'std::bad_alloc'")), 'memory limit'],
    ['another crash', outcomeOf(ended('SIGABRT'), end('assertion failed')), 'student error'],
    ['the words without the crash', outcomeOf(ended('exit code 1'), end(heap)), 'student error'],
    ["the kernel's or a container's end", outcomeOf(ended('SIGKILL'), end()), 'memory limit'],
    ['no CPU time left', outcomeOf(ended('SIGXCPU'), end()), 'time limit'],
    ['a refused array', outcomeOf(error('RangeError', 'Array buffer allocation failed')), 'memory limit'],
    [
      'a refused WebAssembly memory',
      outcomeOf(error('RangeError', 'WebAssembly.Memory(): could not allocate memory')),
      'memory limit',
    ],
    ['another error', outcomeOf(error('RangeError', 'Maximum call stack size exceeded')), 'student error'],
    ['a stub', outcomeOf(error('Error', 'Not written yet: softmax')), 'not written'],
    ['a frame too large', outcomeOf(error('RangeError', 'the answer is larger than 8 MB')), 'output limit'],
    [
      'a broken rule, whatever else',
      outcomeOf(ended('SIGKILL'), end(heap, { violation: 'x', flooded: true })),
      'protocol violation',
    ],
    ['a flood', outcomeOf(ended('SIGKILL'), end(heap, { flooded: true })), 'output limit'],
  ] as const) {
    it(`${name}: ${wanted}`, () => assert.equal(found, wanted));
  }
});

describe('hidden checks: random numbers', () => {
  it('differ by secret, submission and check, and not by how far another check came', async () => {
    const told = `module.exports = ({ describe, it, learner, random }) => {
      describe('a', () => {
        it('one', { tell: 'x' }, async () => { random(); await learner('doubleAll', [1]); random(); });
        it('two', { tell: 'x' }, async () => { throw new Error(String(random())); });
      });
    };`;
    const root = hiddenCourse(told);
    const drawn = async (source: string, hash: string, secret: string) => {
      const options = { root, secret, isolation: ISOLATION };
      const { tasks } = await gradeSubmission(submissionOf(source, hash), options);
      return tasks[0]!.checks.at(-1)!.detail;
    };
    const first = await drawn(RIGHT, 'a1', SECRET);
    assert.match(first!, /0\.\d+/);
    assert.equal(await drawn('function doubleAll() { throw 1; }', 'a1', SECRET), first);
    assert.notEqual(await drawn(RIGHT, 'a2', SECRET), first);
    assert.notEqual(await drawn(RIGHT, 'a1', '11'.repeat(32)), first);
    rmSync(root, { recursive: true });
  });
});

/** `hidden.js` with one check whose body is given. */
const oneCheck = (body: string) =>
  `module.exports = (kit) => { kit.describe('g', { seconds: 1 }, () => { kit.it('c', { tell: 'Told.' }, async () => { ${body} }); }); };`;

/** Mistakes of an author: they cost nothing, and are told to the instructor alone. */
const mistakes: Record<string, [hidden: string, detail: RegExp]> = {
  'a throw of its own': [
    oneCheck("await kit.learner('doubleAll', [1]); null.x;"),
    /Cannot read properties of null/,
  ],
  'a check that the reference fails': [
    oneCheck("kit.close(await kit.learner('doubleAll', [1]), [3]);"),
    /expected 3, came 2/,
  ],
  'a forgotten await': [oneCheck("kit.learner('doubleAll', [1]);"), /not awaited/],
  'an expectation of a promise': [
    oneCheck("kit.expect(kit.learnerThrows('doubleAll', 1));"),
    /expect takes a boolean/,
  ],
  'a learner outside of a check': [
    "module.exports = (kit) => { kit.describe('g', () => { kit.it('c', { tell: 'x' }, () => {}); kit.learner('doubleAll').then(() => {}, () => {}); throw new Error('too early'); }); };",
    /too early/,
  ],
  'no tell': [
    "module.exports = (kit) => { kit.describe('g', () => { kit.it('c', {}, () => {}); }); };",
    /no tell/,
  ],
  'a group in a group': [
    "module.exports = (kit) => { kit.describe('g', () => { kit.describe('h', () => {}); }); };",
    /inside another/,
  ],
  'no check': ['module.exports = () => {};', /no group/],
  'no function': ['module.exports = {};', /exports no function/],
  'a syntax error': ['module.exports = (', /cannot be loaded/],
};

describe("hidden checks: an author's mistake costs the student nothing", () => {
  for (const [name, [hidden, detail]] of Object.entries(mistakes)) {
    it(name, async () => {
      const root = hiddenCourse(hidden);
      const { tasks, review, state } = await grade(root, RIGHT);
      const [task] = tasks;
      assert.equal(task!.outcome, 'author error');
      assert.equal(task!.points, 3);
      assert.equal(state, 'graded');
      assert.match(task!.checks.at(-1)!.detail ?? '', detail);
      assert.doesNotMatch(task!.checks.at(-1)!.message, detail);
      assert.ok(review.some((reason) => detail.test(reason)));
      rmSync(root, { recursive: true });
    });
  }

  it("a learner cannot make the author's code throw to gain by it", async () => {
    const root = hiddenCourse(
      oneCheck("const came = await kit.learner('doubleAll', [1]); kit.close(came.map((n) => n / 2), [1]);"),
    );
    const task = await gradeDoubleAll(root, 'function doubleAll() { return null; }');
    assert.equal(hiddenOutcomes(task), 'failed');
    assert.equal(task.points, 0);
    rmSync(root, { recursive: true });
  });

  it("nor by a failure that the author's code catches", async () => {
    const root = hiddenCourse(oneCheck("try { await kit.learner('doubleAll', [1]); } catch {}"));
    assert.equal(
      hiddenOutcomes(await gradeDoubleAll(root, 'function doubleAll() { throw 1; }')),
      'student error',
    );
    rmSync(root, { recursive: true });
  });
});

describe('hidden checks: a machine that fails', () => {
  /** A process that never comes up, the first `times` times. */
  const failing = (times: number): Isolation => ({
    ...ISOLATION,
    command: (program) => {
      const command = ISOLATION.command(program);
      return times-- > 0
        ? { ...command, args: ['-e', 'console.error("no room"); process.exit(1)'] }
        : command;
    },
  });

  it('is tried again, and then no zero', async () => {
    const root = hiddenCourse();
    const options = { root, secret: SECRET };
    const once = await gradeSubmission(submissionOf(RIGHT), { ...options, isolation: failing(1) });
    assert.deepEqual([once.state, once.score], ['graded', 3]);
    const some = await gradeSubmission(submissionOf(RIGHT), { ...options, isolation: failing(3) });
    assert.deepEqual([some.state, some.score], ['graded', 3]);
    const never = await gradeSubmission(submissionOf(RIGHT), { ...options, isolation: failing(1000) });
    assert.deepEqual([never.state, never.score], ['ungraded', null]);
    assert.equal(never.tasks[0]!.outcome, 'infrastructure error');
    assert.match(never.review[0]!, /no room/);
    rmSync(root, { recursive: true });
  });
});

describe('the version of checks', () => {
  it('changes with each file that a grade rests on, and not with text', async () => {
    const version = async (files: Record<string, string>) => {
      const root = hiddenCourse(HIDDEN, files);
      const found = await checkVersion(root, '00-demo');
      rmSync(root, { recursive: true });
      return found;
    };
    const plain = await version({});
    assert.match(plain, /^[0-9a-f]{64}$/);
    assert.equal(await version({}), plain);
    assert.equal(await version({ 'solutions/00-demo/double-all/hints.md': 'other' }), plain);
    for (const path of ['double-all/hidden.js', 'double-all/cases.js', 'shared.js', 'double-all/data.json']) {
      assert.notEqual(await version({ [`solutions/00-demo/${path}`]: '{}' }), plain, path);
    }
  });
});
