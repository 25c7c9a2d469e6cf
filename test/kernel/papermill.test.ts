/** papermill gives a notebook its parameters in TypeScript, through the translator in kernel-lib/python. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { notebook } from '../support/notebook.js';
import { root } from '../support/paths.js';
import { Jupyter } from './jupyter.js';

const PARAMETERS = `let steps = 1;
let rate: number = 0.1; // how fast it learns
let name = 'nobody';`;
const USE = `const total: number = steps * 2 + rate + shape.reduce((a, b) => a + b) + tree['k-e'].deep;
console.log([name, total, isFast, absent, most - 1n].join('|'));`;

interface Cell {
  source: string | string[];
  metadata: { tags?: string[] };
  outputs: { text?: string | string[] }[];
}
const joined = (text: string | string[] = '') => [text].flat().join('');

describe('kernel: papermill', function () {
  this.timeout(180_000);
  let jupyter: Jupyter;
  let folder: string;

  before(async function () {
    jupyter = await Jupyter.install(this);
    folder = mkdtempSync(join(tmpdir(), 'papermill-'));
    const given = JSON.parse(notebook(PARAMETERS, USE)) as { cells: Cell[] };
    given.cells[0]!.metadata.tags = ['parameters'];
    writeFileSync(join(folder, 'given.ipynb'), JSON.stringify(given));
  });
  after(() => {
    jupyter?.remove();
    if (folder !== undefined) rmSync(folder, { recursive: true });
  });

  it('declares strings, numbers, truth, null, lists and dictionaries after the cell of parameters', () => {
    const yaml = `{shape: [1, 2], tree: {k-e: {deep: 3}}, most: 9007199254740993}`;
    const given = ['-p', 'steps', '20', '-p', 'rate', '0.5', '-p', 'isFast', 'True', '-p', 'absent', 'None'];
    jupyter.succeed(
      ['-m', 'papermill', 'given.ipynb', 'ran.ipynb', ...given, '-p', 'name', 'a "花" \\ \n', '-y', yaml],
      { cwd: folder },
    );
    const { cells } = JSON.parse(readFileSync(join(folder, 'ran.ipynb'), 'utf8')) as { cells: Cell[] };
    assert.deepEqual(cells[1]!.metadata.tags, ['injected-parameters']);
    const lines = joined(cells[1]!.source).trim().split('\n');
    assert.equal(lines[0], '// Parameters');
    for (const line of [
      'let steps = 20;',
      'let rate = 0.5;',
      'let isFast = true;',
      'let absent = null;',
      String.raw`let name = "a \"花\" \\ \n";`,
      'let shape = [1, 2];',
      'let tree = { "k-e": { "deep": 3 } };',
      'let most = 9007199254740993n;',
    ])
      assert.ok(lines.includes(line), `${line} in\n${lines.join('\n')}`);
    assert.equal(joined(cells[2]!.outputs[0]?.text), 'a "花" \\ \n|46.5|true||9007199254740992\n');
  });

  it('stops at a cell that fails, with its error', () => {
    const { status, stderr } = jupyter.run(
      ['-m', 'papermill', 'given.ipynb', 'failed.ipynb', '-p', 'steps', 'x'],
      {
        cwd: folder,
      },
    );
    assert.notEqual(status, 0);
    assert.match(stderr, /In \[3\]":\nline 1 column 23: The left-hand side of an arithmetic operation/);
  });

  it('writes what JSON lacks, and no key that would set a prototype', () => {
    const odd = `{"odd": [float("-inf"), float("nan")], "tree": {"__proto__": {}, 7: 1}}`;
    const codify = `from papermill_typescript import TypeScriptTranslator as t; print(t.codify(${odd}, "two\\nlines"))`;
    assert.equal(
      jupyter.succeed(['-c', codify]).stdout.trim(),
      '// two\n// lines\nlet odd = [-Infinity, NaN];\nlet tree = { ["__proto__"]: {}, "7": 1 };',
    );
  });

  it('lists the parameters of a notebook, also where the translator is not installed', () => {
    const program = join(root, 'kernel-lib', 'python', 'papermill_typescript.py');
    const { stdout } = jupyter.succeed([program, '--help-notebook', 'given.ipynb'], { cwd: folder });
    assert.match(stdout, /steps: Unknown type \(default 1\)/);
    assert.match(stdout, /rate: number \(default 0\.1\)\s+how fast it learns/);
    assert.match(stdout, /name: Unknown type \(default 'nobody'\)/);
  });
});
