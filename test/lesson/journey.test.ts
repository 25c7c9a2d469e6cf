/** Lesson 00 as it stands, run headless as `blossom run` does: the story that its text tells is what happens. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, removeAll, temporaryFolder } from '../setup/course.js';
import { root } from '../support/paths.js';

interface FigureRecord {
  id: string;
  value: number;
}

describe('lesson 00', function () {
  this.timeout(600_000);
  let values: Map<string, number>;
  let text: string;

  before(async () => {
    const folder = temporaryFolder();
    const out = join(folder, 'figures.json');
    const { code, stdout, stderr } = await run(
      join(root, 'kernel-lib', 'bin', 'blossom.js'),
      [
        'run',
        join(root, 'notebooks', '00-journey.ts'),
        '--figures',
        out,
        '--html',
        join(folder, 'page.html'),
      ],
      { cwd: root },
    );
    assert.equal(code, 0, stdout.slice(-2000) + stderr);
    text = stdout;
    const figures = JSON.parse(readFileSync(out, 'utf8')) as FigureRecord[];
    values = new Map(figures.map(({ id, value }) => [id, value]));
  });
  after(removeAll);

  const valueOf = (id: string): number => {
    const value = values.get(id);
    assert.ok(value !== undefined, `no figure "${id}"`);
    return value;
  };

  it('learns the article’s blank, which counting pairs and chance do not fill', () => {
    assert.ok(valueOf('blank.zh') >= 80, `${valueOf('blank.zh')} %`);
    assert.ok(valueOf('blank.en') >= 80, `${valueOf('blank.en')} %`);
    assert.ok(valueOf('blank.bigram') <= 40);
    assert.ok(valueOf('blank.before') <= 10);
  });

  it('answers the article’s question only after fine-tuning', () => {
    assert.doesNotMatch(text, /西电的樱花何时开？ → 在三月下旬至四月初/);
    assert.match(text, /西电的樱花何时开？ +(一般)?在三月下旬至四月初开放\S* +✓/);
  });

  it('chooses better answers by its reward than at random', () => {
    assert.ok(valueOf('stars.best-of-four') > valueOf('stars.any'));
  });

  it('fails English at the first examination and passes every subject of a fresh one', () => {
    assert.ok(valueOf('exam.english.first') < 60);
    assert.ok(valueOf('exam.english.second') >= 60);
    assert.equal(valueOf('exam.failed'), 0);
  });
});
