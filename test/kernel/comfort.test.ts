/** Completion and inspection, also for the packages that lessons use, and the warm-up that makes them quick. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import { CellConverter } from 'kernel-lib/dist/kernel/child/converter.js';
import { warmUp } from 'kernel-lib/dist/kernel/child/warmUp.js';
import { kernelInfo } from 'kernel-lib/dist/kernel/kernelInfo.js';
import { Session } from 'kernel-lib/dist/kernel/session.js';
import { resultOf } from './run.js';

describe('kernel: comfort', function () {
  this.timeout(60_000);
  let session: Session;
  let folder: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'kernel comfort '));
    session = await Session.start({ cwd: folder });
  });
  after(async () => {
    await session.dispose();
    rmSync(folder, { recursive: true });
  });

  /** What is offered at the `|` in the code. */
  async function matchesAt(code: string): Promise<string[]> {
    const cursor = code.indexOf('|');
    const { matches } = await session.complete(code.replace('|', ''), cursor);
    return matches;
  }

  async function inspect(code: string): Promise<{ plain: string; markdown: string }> {
    const cursor = code.indexOf('|');
    const { data } = await session.inspect(code.replace('|', ''), cursor);
    return { plain: String(data['text/plain']), markdown: String(data['text/markdown']) };
  }

  it('shows what the author wrote, with each tag, as text and as markdown', async () => {
    await resultOf(
      session,
      [
        '/**',
        ' * Counts the petals.',
        ' * @param flower - the flower whose petals count',
        ' * @param isOpen - whether it blooms',
        ' * @returns a number from 0',
        ' * @example',
        ' * petals("cherry")',
        ' */',
        'function petals(flower: string, isOpen = true): number { return isOpen ? flower.length : 0 }',
      ].join('\n'),
    );
    const { plain, markdown } = await inspect('pet|als');
    assert.equal(
      plain,
      [
        'function petals(flower: string, isOpen?: boolean): number',
        'Counts the petals.',
        '@param flower - the flower whose petals count\n@param isOpen - whether it blooms\n' +
          '@returns a number from 0\n@example petals("cherry")',
      ].join('\n\n'),
    );
    assert.match(markdown, /^```typescript\nfunction petals\(flower: string/);
    assert.match(markdown, /\*\*@param\*\* `flower` - the flower whose petals count/);
    assert.match(markdown, /\*\*@example\*\*\n```typescript\npetals\("cherry"\)\n```/);
  });

  it('shows the function between whose parentheses the cursor stands', async () => {
    await resultOf(session, '/** Waters it. */ const water = (litres: number) => litres');
    for (const code of ['water(|', 'water(2, |)', 'water( |)']) {
      assert.match((await inspect(code)).plain, /^const water[^]*Waters it\./, code);
    }
  });

  const offered: [code: string, match: string, ...cells: string[]][] = [
    ['tf.matM|', 'matMul', 'import * as tf from "@tensorflow/tfjs"; const tensor = tf.tensor1d([1])'],
    ['tensor.resh|', 'reshape'],
    ['library.seede|', 'seededRandom', 'import * as library from "kernel-lib"'],
    ['new dfd.DataFrame({}).group|', 'groupby', 'import * as dfd from "danfojs-node"'],
    ['display.ht|', 'html', 'import { display } from "tslab"'],
    ['import { basen| } from "node:path"', 'basename'],
    ['import { x } from "./gard|"', 'garden'],
    ['list[0].blo|oms', 'blooms', 'const list = [{ blooms: true }]'],
    ['({ a: 1 } as { a: number; b?: string }).|', 'b'],
    ['PETA|', 'petalCount', 'const petalCount = 5'],
  ];
  for (const [code, match, ...cells] of offered) {
    it(`completes ${code} to ${match}`, async () => {
      writeFileSync(join(folder, 'garden.ts'), 'export const bed = 1;');
      await resultOf(session, ...cells);
      assert.ok((await matchesAt(code)).includes(match), String(await matchesAt(code)));
    });
  }

  it('replaces the whole name that the cursor touches', async () => {
    await resultOf(session, 'const whole = { blossom: 1 }');
    const { cursorStart, cursorEnd } = await session.complete('whole.bloss + 1', 9);
    assert.deepEqual([cursorStart, cursorEnd], [6, 11]);
  });

  it('shows the documentation of tfjs, kernel-lib and danfojs', async () => {
    await resultOf(
      session,
      'import * as tf from "@tensorflow/tfjs"; import { seededRandom } from "kernel-lib"',
    );
    await resultOf(session, 'import { readCSV } from "danfojs-node"');
    assert.match((await inspect('tf.matM|ul')).markdown, /dot product[^]*\*\*@param\*\* `transposeA`/);
    assert.match((await inspect('seeded|Random')).plain, /function seededRandom\(/);
    assert.match((await inspect('read|CSV')).plain, /CSV/);
  });

  it('shows what a class of another file says about a method that it inherits', async () => {
    await resultOf(session, 'import { layers } from "@tensorflow/tfjs"');
    const { plain } = await inspect('layers.dense({ units: 1 }).countPar|ams()');
    assert.match(plain, /Layer\.countParams\(\): number[^]*Counts the total number of numbers/);
  });

  it('offers deprecated names behind the others', async () => {
    const matches = await matchesAt('"a".subst|');
    assert.deepEqual(matches.slice(0, 2), ['substring', 'substr']);
  });

  it('names the TypeScript that checks cells', () => {
    const { language_info: language, banner } = kernelInfo() as {
      language_info: { version: string };
      banner: string;
    };
    assert.equal(language.version, ts.version);
    assert.ok(banner.includes(`TypeScript ${ts.version}`));
  });

  it('warms up a file at a time, never while a cell runs, so that nothing is read later', async () => {
    const converter = new CellConverter(folder);
    const { language } = converter;
    language.with('', '1', () => undefined);
    let steps = 0;
    const printed: number[] = [];
    let isBusy = true;
    const pause = () => new Promise((resolve) => setTimeout(resolve, 250));
    const ended = new Promise<void>((resolve) => {
      warmUp({
        converter,
        print: (lines) => printed.push(lines),
        isBusy: () => isBusy,
        atomically: (step) => {
          steps++;
          const isLast = step();
          if (isLast) resolve();
          return isLast;
        },
      });
    });
    await pause();
    assert.equal(steps, 0);
    isBusy = false;
    await ended;
    assert.ok(steps > 200, `${steps} steps`);
    // Before the files, and again behind them: V8 throws away what it has not used for a while.
    assert.ok(printed.length === 2 && Math.min(...printed) > 0, `printed ${printed.join(' and ')} lines`);
    const checked = language.service.getProgram()!.getSourceFile(language.cell)!.text;
    assert.match(checked, /console\.log/, 'no cell was checked');
    const read = readDuring(() => {
      const code = ['kernel-lib', '@tensorflow/tfjs', 'danfojs-node']
        .map((name) => `import "${name}";`)
        .join('');
      const found = language.with('', code, ({ program, file }) => program.getSemanticDiagnostics(file));
      assert.deepEqual(found, []);
    });
    // A few that only a `/// <reference>` names.
    assert.ok(read < steps / 10, `${read} files read after a warm-up of ${steps}`);
  });
});

/** How many declaration files TypeScript reads from the disk meanwhile. */
function readDuring(work: () => void): number {
  const { readFile } = ts.sys;
  let count = 0;
  ts.sys.readFile = (path, encoding) => {
    if (path.endsWith('.d.ts')) count++;
    return readFile(path, encoding);
  };
  try {
    work();
  } finally {
    ts.sys.readFile = readFile;
  }
  return count;
}
