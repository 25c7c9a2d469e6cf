import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { seededRandom } from 'kernel-lib/dist/random.js';
import { isMarker, parseMarker } from 'kernel-lib/dist/notebook/marker.js';
import { formatPercent, parsePercent, type Script } from 'kernel-lib/dist/notebook/percent.js';
import { needs } from '../support/needs.js';
import { randomCell } from './random-cells.js';

const lesson = `// ---
// jupyter:
//   kernelspec:
//     name: blossom
// ---

// %% [markdown]
// # Blossom
//
//  indented

// %% [markdown] lang="zh"
// # 花

// %% Mask a sentence task="mask-tokens" points=3 tags=["x", "y z"]
const a = 1;

const b = 2;

// %%
`;

describe('percent scripts', () => {
  it('reads cells, options, titles and the header', () => {
    const script = parsePercent(lesson);
    assert.deepEqual(script, {
      header: '// ---\n// jupyter:\n//   kernelspec:\n//     name: blossom\n// ---',
      cells: [
        { type: 'markdown', options: {}, source: '# Blossom\n\n indented' },
        { type: 'markdown', options: { lang: 'zh' }, source: '# 花' },
        {
          type: 'code',
          title: 'Mask a sentence',
          options: { task: 'mask-tokens', points: 3, tags: ['x', 'y z'] },
          source: 'const a = 1;\n\nconst b = 2;',
        },
        { type: 'code', options: {}, source: '' },
      ],
    });
  });

  it('writes the same text again', () => {
    assert.equal(formatPercent(parsePercent(lesson)), lesson.replace('["x", "y z"]', '["x","y z"]'));
  });

  it('reads CRLF, old Mac line ends and a byte-order mark as the same cells', () => {
    const expected = parsePercent(lesson);
    assert.deepEqual(parsePercent('\uFEFF' + lesson.replaceAll('\n', '\r\n')), expected);
    assert.deepEqual(parsePercent(lesson.replaceAll('\n', '\r')), expected);
  });

  it('reads code before the first marker as a cell, blank lines as none', () => {
    assert.deepEqual(
      parsePercent('import a from "a";\n\n// %%\nb\n').cells.map((cell) => cell.source),
      ['import a from "a";', 'b'],
    );
    assert.equal(parsePercent('\n\n// %%\nb\n').cells.length, 1);
    assert.deepEqual(parsePercent(''), { header: '', cells: [] });
  });

  it('reads the other spellings of options that Jupytext reads', () => {
    const options = (line: string) => parseMarker(line, 'x:1').options;
    assert.deepEqual(options('// %% {"lang": "zh", "n": [1]}'), { lang: 'zh', n: [1] });
    assert.deepEqual(options("// %% a='it\\'s' b=True c = 2 d"), { a: "it's", b: true, c: 2, d: null });
    assert.deepEqual(parseMarker('  //%% A title [md]', 'x:1'), {
      type: 'markdown',
      title: 'A title',
      options: {},
    });
    assert.equal(isMarker('// %%html'), false);
    assert.equal(isMarker('// %% html'), true);
  });

  it('refuses an option that it cannot read, with file and line', () => {
    assert.throws(
      () => parsePercent('// %%\n\n// %% points=three\n', 'lesson.ts'),
      /lesson\.ts:3: .*"three"/,
    );
    assert.throws(() => parsePercent('// %% a="b\n', 'lesson.ts'), /lesson\.ts:1/);
    assert.throws(() => parsePercent('// %% {"a": }\n', 'lesson.ts'), /lesson\.ts:1: .*JSON/);
  });

  it('writes a line that looks like a marker as a comment that is none', () => {
    const code: Script = {
      header: '',
      cells: [{ type: 'code', options: {}, source: '// %% not a cell\n%%html' }],
    };
    assert.equal(formatPercent(code), '// %%\n// // %% not a cell\n// %%html\n');
    const text: Script = { header: '', cells: [{ type: 'markdown', options: {}, source: '%% not a cell' }] };
    assert.equal(formatPercent(text), '// %% [markdown]\n// // %% not a cell\n');
  });

  it('gives 3000 random cells back, those that look like markers and those that end in blank lines too', () => {
    const random = seededRandom(1);
    for (let round = 0; round < 500; round++) {
      const header = round % 3 === 0 ? '// ---\n// a: 1\n// ---' : '';
      const script: Script = { header, cells: Array.from({ length: 6 }, () => randomCell(random, true)) };
      const text = formatPercent(script);
      assert.deepEqual(parsePercent(text), script, `round ${round}:\n${text}`);
      assert.equal(formatPercent(parsePercent(text)), text);
    }
  });
});

describe('percent scripts beside Jupytext', () => {
  const read = `
import sys, json, jupytext
out = []
for text in json.load(sys.stdin):
    nb = jupytext.reads(text, fmt="ts:percent")
    out.append([{"type": c.cell_type, "source": c.source, "metadata": c.metadata} for c in nb.cells])
json.dump(out, sys.stdout)`;

  it('gives the same cells for 200 random scripts', function () {
    this.timeout(60_000);
    const python = needs(this, 'python-test');
    const random = seededRandom(2);
    const scripts = Array.from({ length: 200 }, () => ({
      header: '// ---\n// jupyter:\n//   a: 1\n// ---',
      cells: Array.from({ length: 5 }, () => randomCell(random, false)),
    }));
    const input = JSON.stringify(scripts.map(formatPercent));
    const output = execFileSync(python, ['-c', read], { input, encoding: 'utf8', maxBuffer: 1e8 });
    const expected = scripts.map(({ cells }) =>
      cells.map(({ type, title, options, source }) => ({
        type,
        source,
        metadata: { ...options, ...(title === undefined ? {} : { title }) },
      })),
    );
    assert.deepEqual(JSON.parse(output), expected);
  });

  it('gives the same cells for scripts that Jupytext writes, magics included', function () {
    this.timeout(60_000);
    const python = needs(this, 'python-test');
    const cells = [
      { type: 'code', source: 'let x;\n%%html' },
      { type: 'code', source: '// %time\n  %x' },
      { type: 'markdown', source: '# a\n\n  b' },
      { type: 'raw', source: 'raw\ntext' },
      { type: 'code', source: 'let a;\n\n\nlet b;' },
      { type: 'markdown', source: '' },
      { type: 'code', source: '' },
    ];
    const write = `
import sys, json, jupytext
from nbformat.v4 import new_notebook, new_code_cell, new_markdown_cell, new_raw_cell
make = {"code": new_code_cell, "markdown": new_markdown_cell, "raw": new_raw_cell}
cells = [make[c["type"]](c["source"], metadata={"lang": "zh"}) for c in json.load(sys.stdin)]
nb = new_notebook(cells=cells, metadata={"kernelspec": {"name": "blossom", "language": "typescript", "display_name": "x"}})
sys.stdout.write(jupytext.writes(nb, fmt="ts:percent"))`;
    const text = execFileSync(python, ['-c', write], { input: JSON.stringify(cells), encoding: 'utf8' });
    const script = parsePercent(text);
    assert.match(script.header, /kernelspec/);
    assert.deepEqual(
      script.cells,
      cells.map(({ type, source }) => ({ type, options: { lang: 'zh' }, source })),
    );
  });
});
