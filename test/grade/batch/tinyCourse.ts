/** The smallest course that can be graded: one lesson, two tasks that take no time. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export const TINY = '00-tiny';
export const SECRET = 'ab'.repeat(32);

const SCRIPT = `// %% [markdown]
// # Tiny

// %% task="double" points=2
// task: double
function double(n: number): number {
  // BEGIN SOLUTION
  return 2 * n;
  // END SOLUTION
}

// %% task="negate" points=1
// task: negate
function negate(n: number): number {
  // BEGIN SOLUTION
  return -n;
  // END SOLUTION
}
`;

const cases = (task: string, expected: number) => `module.exports = {
  task: '${task}', exports: ['${task}'],
  visible: [{ name: 'of three', call: '${task}', args: [3], expected: ${expected}, seconds: 20 }],
};
`;

/** @param name - a function of the learner. @param answer - what is right, in the words of JavaScript. */
export const hidden = (
  name: string,
  answer: string,
) => `module.exports = ({ describe, it, learner, random, same }) => {
  describe('fresh numbers', { seconds: 20 }, () => {
    it('is right', { tell: 'Some numbers come out wrong.' }, async () => {
      const n = Math.floor(random() * 1000) + 10;
      same(await learner('${name}', n), ${answer});
    });
  });
};
`;

/** Writes the course's lesson (in the place of others) and its secret below `root`. */
export function writeTinyCourse(root: string): void {
  for (const folder of ['solutions', 'exercises', 'notebooks']) {
    rmSync(join(root, folder), { recursive: true, force: true });
    mkdirSync(join(root, folder), { recursive: true });
  }
  const lesson = `solutions/${TINY}`;
  const files: Record<string, string> = {
    [`${lesson}.ts`]: SCRIPT,
    [`${lesson}/double/cases.js`]: cases('double', 6),
    [`${lesson}/double/hidden.js`]: hidden('double', '2 * n'),
    [`${lesson}/double/wrong/square.ts`]: '// task: double\nconst double = (n: number) => n * n;\n',
    [`${lesson}/double/wrong/plus-two.ts`]: '// task: double\nconst double = (n: number) => n + 2;\n',
    [`${lesson}/double/alternatives/sum.ts`]: 'const double = (n: number): number => n + n;\n',
    [`${lesson}/negate/cases.js`]: cases('negate', -3),
    [`${lesson}/negate/hidden.js`]: hidden('negate', '-n'),
    [`${lesson}/negate/wrong/same.ts`]: 'const negate = (n: number) => n;\n',
    'grading/secret': `${SECRET}\n`,
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}
