/** Every task of the course rejects what is wrong and accepts what is right; and the proof can fail. */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { validateTasks, type Validation } from 'kernel-lib/dist/grade/validate.js';
import { root } from '../support/paths.js';
import { makeCourse } from './course.js';

const line = ({ task, what, wanted, got }: Validation) => `${task} ${what}: wanted ${wanted}, got ${got}`;

describe('the tasks of the course', function () {
  this.timeout(120_000);

  it('each stub is not yet written, each solution and alternative passes, each wrong solution fails', async () => {
    const found = await validateTasks(root);
    assert.deepEqual(found.filter(({ ok }) => !ok).map(line), []);
    for (const task of ['mask-sentence', 'cross-entropy']) {
      assert.ok(
        found.some((one) => one.task === task && one.what.startsWith('wrong/')),
        task,
      );
    }
  });

  it('says what is unsound: a wrong solution that passes, an alternative that does not, too few hints', async () => {
    const course = makeCourse({
      'solutions/00-demo/mean/wrong/is-right.ts': 'const mean = (xs: number[]) => (xs[0]! + xs[1]!) / 2;\n',
      'solutions/00-demo/mean/wrong/cannot-be-read.ts': 'const mean = ;\n',
      'solutions/00-demo/mean/alternatives/is-wrong.ts': 'const mean = () => 0;\n',
      'solutions/00-demo/mean/hints.md': '## Hint 1\nOne.\n',
    });
    const found = await validateTasks(course);
    rmSync(course, { recursive: true });
    assert.deepEqual(
      found.filter(({ ok, task }) => ok && task === 'mean').map(({ what }) => what),
      ['stub', 'solution', 'wrong/sum.ts', 'alternatives/plain.ts'],
    );
    const unsound = found.filter(({ ok, task }) => !ok && task !== 'broken').map(line);
    assert.equal(unsound[0], 'mean hints: wanted 3, got 1');
    assert.match(
      unsound[1]!,
      /^mean wrong\/cannot-be-read\.ts: wanted failed, got error: The cell cannot be read/,
    );
    assert.equal(unsound[2], 'mean wrong/is-right.ts: wanted failed, got passed');
    assert.equal(
      unsound[3],
      'mean alternatives/is-wrong.ts: wanted passed, got failed: expected 1.5, came 0',
    );
    assert.equal(unsound.length, 4);
    assert.match(found.find(({ task }) => task === 'broken')!.got, /exports must be a list/);
  });
});
