/** nbconvert runs a notebook on the kernel and writes it as a page and as LaTeX, ready for a PDF. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { notebook } from '../support/notebook.js';
import { root } from '../support/paths.js';
import { Jupyter } from './jupyter.js';

const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const cells = [
  `const answer: number = 6 * 7;
console.log('petals & <b>bold</b> 花');
answer`,
  `import { display } from 'tslab';
display.png(Buffer.from('${PIXEL}', 'base64'))`,
  `import { table } from 'kernel-lib';
table([{ flower: '樱花', season: '春' }, { flower: '<b>荷花</b>', season: '夏' }])`,
  `function broken(): never { throw new RangeError('petals_run out'); }
broken();`,
];

describe('kernel: nbconvert', function () {
  this.timeout(300_000);
  let jupyter: Jupyter;
  // Below the repository, so that a cell finds kernel-lib.
  const folder = mkdtempSync(join(root, '.blossom', 'nbconvert-'));
  const convert = (...args: string[]) => jupyter.succeed(['-m', 'nbconvert', ...args], { cwd: folder });
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');

  before(async function () {
    jupyter = await Jupyter.install(this);
    writeFileSync(join(folder, 'given.ipynb'), notebook(...cells));
    convert('--execute', '--allow-errors', '--to', 'notebook', '--output', 'ran', 'given.ipynb');
  });
  after(() => {
    jupyter?.remove();
    rmSync(folder, { recursive: true });
  });

  it('--execute fills in the outputs and the language, and fails with the error of a cell', () => {
    const { cells: ran, metadata } = JSON.parse(read('ran.ipynb')) as {
      cells: { execution_count: number; outputs: { output_type: string }[] }[];
      metadata: { language_info: { name: string; pygments_lexer: string } };
    };
    assert.deepEqual(
      ran.map(({ outputs }) => outputs.map(({ output_type }) => output_type)),
      [['stream', 'execute_result'], ['display_data'], ['execute_result'], ['error']],
    );
    assert.deepEqual(
      [metadata.language_info.name, metadata.language_info.pygments_lexer],
      ['typescript', 'typescript'],
    );
    const { status, stderr } = jupyter.run(['-m', 'nbconvert', '--execute', '--to', 'html', 'given.ipynb'], {
      cwd: folder,
    });
    assert.notEqual(status, 0);
    assert.match(stderr, /RangeError: petals_run out\n\s*at broken, cell \[4\] line 1/);
  });

  it('writes a page with TypeScript highlighted, text, picture, table and error', () => {
    convert('--to', 'html', 'ran.ipynb');
    const page = read('ran.html');
    assert.match(
      page,
      /<span class="kd">const<\/span><span class="w"> <\/span><span class="nx">answer<\/span>/,
    );
    assert.match(page, /<pre>petals &amp; &lt;b&gt;bold&lt;\/b&gt; 花\n<\/pre>/);
    assert.ok(page.includes(`src="data:image/png;base64,${PIXEL}`), 'the picture');
    assert.match(page, /<td[^>]*>&lt;b&gt;荷花&lt;\/b&gt;<\/td>/);
    assert.match(page, /RangeError: petals_run out\n\s*at broken, cell \[4\] line 1 column 34/);
  });

  it('writes LaTeX with TypeScript highlighted, text, picture, table and error', () => {
    convert('--to', 'latex', 'ran.ipynb');
    const text = read('ran.tex');
    assert.ok(text.includes(String.raw`\PY{k+kd}{const}\PY{+w}{ }\PY{n+nx}{answer}`), 'highlighted');
    assert.ok(text.includes(String.raw`petals \& <b>bold</b> 花`), 'text');
    const picture = /\\adjustimage\{[^\n]*\{(ran_files\/[^}]*\.png)\}/.exec(text)?.[1];
    assert.ok(picture !== undefined && existsSync(join(folder, picture)), 'the picture');
    assert.match(
      text,
      /\\begin\{Verbatim\}[^\n]*\nflower +season\n─+ +─+\n樱花 +春\n<b>荷花<\/b> +夏\n\\end\{Verbatim\}/,
    );
    assert.ok(text.includes(String.raw`RangeError: petals\_run out`), 'error');
  });
});
