/** Chapter 1 as it stands, run headless: each part runs to its end, and each figure meets the goal that its text names. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, removeAll, temporaryFolder } from '../setup/course.js';
import { root } from '../support/paths.js';

interface FigureRecord {
  id: string;
  value: number;
  unit: string | null;
  met: boolean | null;
}

/** Times belong to the machine. */
const isTime = ({ unit }: FigureRecord) => /^(s|ms)\b/.test(unit ?? '');

describe('chapter 1', function () {
  this.timeout(900_000);
  after(removeAll);

  for (const name of ['01a-collect', '01b-duplicates', '01c-quality', '01d-tokens']) {
    it(`${name} shows what it promises`, async () => {
      const folder = temporaryFolder();
      const out = join(folder, 'figures.json');
      const lesson = join(root, 'notebooks', `${name}.ts`);
      const words = ['run', lesson, '--figures', out, '--html', join(folder, 'page.html')];
      const { code, stdout, stderr } = await run(join(root, 'kernel-lib', 'bin', 'blossom.js'), words, {
        cwd: root,
      });
      assert.equal(code, 0, stdout.slice(-2000) + stderr);
      const figures = JSON.parse(readFileSync(out, 'utf8')) as FigureRecord[];
      assert.ok(figures.length >= 4, `${figures.length} figures`);
      const missed = figures.filter((figure) => figure.met === false && !isTime(figure));
      assert.deepEqual(
        missed.map(({ id, value }) => `${id} = ${value}`),
        [],
      );
    });
  }
});
