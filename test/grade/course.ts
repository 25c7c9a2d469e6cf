/** A small course in a temporary folder: one lesson with three tasks, each with cases. */
import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const SCRIPT = `// %% [markdown]
// # Fixtures

// %% task="double-all" points=3
// task: double-all
function doubleAll(numbers: number[]): number[] {
  // BEGIN SOLUTION
  return numbers.map((n) => 2 * n);
  // END SOLUTION
}

// %% task="mean" points=1
// task: mean
const mean = async (numbers: number[]): Promise<number> => {
  // BEGIN SOLUTION
  return numbers.reduce((sum, n) => sum + n, 0) / numbers.length;
  // END SOLUTION
};

// %% task="broken"
// task: broken
function broken(): number {
  // BEGIN SOLUTION
  return 1;
  // END SOLUTION
}
`;

const DOUBLE_ALL = `module.exports = {
  task: 'double-all',
  exports: ['doubleAll'],
  visible: [
    { name: 'three numbers', call: 'doubleAll', args: [[1, 2, 3]], expected: [2, 4, 6], hint: 'Look at <each> number.',
      unchangedArguments: true, seconds: 1 },
    { name: 'no numbers', call: 'doubleAll', args: [[]], expected: [], seconds: 1 },
  ],
};
`;

const MEAN = `module.exports = {
  task: 'mean',
  exports: ['mean'],
  visible: [{ name: 'of two', call: 'mean', args: [[1, 2]], expected: 1.5, tolerance: 1e-6 }],
};
`;

/** Hidden checks of `mean`. */
export const MEAN_HIDDEN = `module.exports = ({ describe, it, learner, reference, random, close }) => {
  describe('mean', () => {
    it('of three', { tell: 'Some means of three numbers differ.' }, async () => {
      const xs = [1, 2, 3].map(() => random() * 9);
      close(await learner('mean', xs), await reference('mean', xs));
    });
  });
};
module.exports.draw = ({ random }) => ['mean', [random(), random(), random()]];
`;

const HINTS = '# Hints\n\n## Hint 1\nTake each number.\n\n## Hint 2\nTwice each.\n\n## Hint 3\n`2 * n`.\n';

export const RIGHT =
  'function doubleAll(numbers: number[]): number[] {\n  return numbers.map((n) => 2 * n);\n}\n';
export const WRONG =
  'function doubleAll(numbers: number[]): number[] {\n  return numbers.map((n) => n + 2);\n}\n';

/** The root of a course as `checkTask` takes it; `files` (paths below the root) come on top. */
export function makeCourse(files: Record<string, string> = {}): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'blossom course 课 ')));
  const lesson = 'solutions/00-demo';
  const all: Record<string, string> = {
    'solutions/00-demo.ts': SCRIPT,
    [`${lesson}/double-all/cases.js`]: DOUBLE_ALL,
    [`${lesson}/double-all/hints.md`]: HINTS,
    [`${lesson}/double-all/wrong/adds-two.ts`]: WRONG,
    [`${lesson}/double-all/alternatives/loop.ts`]:
      'export const doubleAll = (xs: number[]) => { const ys: number[] = []; for (const x of xs) ys.push(x + x); return ys; };\n',
    [`${lesson}/mean/cases.js`]: MEAN,
    [`${lesson}/mean/hints.md`]: HINTS,
    [`${lesson}/mean/wrong/sum.ts`]: 'const mean = (xs: number[]) => xs.reduce((a, b) => a + b, 0);\n',
    [`${lesson}/mean/alternatives/plain.ts`]:
      'function mean(xs: number[]) { let sum = 0; for (const x of xs) sum += x / xs.length; return sum; }\n',
    [`${lesson}/broken/cases.js`]: "module.exports = { task: 'broken', exports: [], visible: [] };\n",
    ...files,
  };
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}
