/** A lesson as it stands, run headless: it runs to its end, and each figure meets the goal that its text names. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, temporaryFolder } from '../setup/course.js';
import { root } from '../support/paths.js';

interface FigureRecord {
  id: string;
  value: number;
  unit: string | null;
  met: boolean | null;
}

/** What belongs to the machine: times, rates and memory. */
const isOfTheMachine = ({ unit }: FigureRecord) => /^(s|ms|MB|tokens\/s)\b/.test(unit ?? '');

/** Runs `notebooks/NAME.ts` in a folder of its own, where it may leave files. */
export async function showsWhatItPromises(name: string): Promise<void> {
  const folder = temporaryFolder();
  const out = join(folder, 'figures.json');
  const words = ['--figures', out, '--html', join(folder, 'page.html')];
  const { code, stdout, stderr } = await run(
    join(root, 'kernel-lib', 'bin', 'blossom.js'),
    ['run', join(root, 'notebooks', `${name}.ts`), ...words],
    { cwd: folder },
  );
  assert.equal(code, 0, stdout.slice(-2000) + stderr);
  const figures = JSON.parse(readFileSync(out, 'utf8')) as FigureRecord[];
  assert.ok(figures.length >= 4, `${figures.length} figures`);
  const missed = figures.filter((figure) => figure.met === false && !isOfTheMachine(figure));
  assert.deepEqual(
    missed.map(({ id, value }) => `${id} = ${value}`),
    [],
  );
}
