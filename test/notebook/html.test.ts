import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { ansiToHtml } from 'kernel-lib/dist/notebook/ansi.js';
import { scriptToNotebook } from 'kernel-lib/dist/notebook/convert.js';
import type { Notebook, StoredOutput } from 'kernel-lib/dist/notebook/format.js';
import { highlight } from 'kernel-lib/dist/notebook/highlight.js';
import { notebookHtml, readPlotlyScript } from 'kernel-lib/dist/notebook/html.js';
import { parsePercent } from 'kernel-lib/dist/notebook/percent.js';
import { sanitizeHtml } from 'kernel-lib/dist/notebook/sanitize.js';
import { needs } from '../support/needs.js';

const svg = (inner: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="90" height="60">${inner}</svg>`;
const shown = (data: Record<string, unknown>): StoredOutput => ({
  output_type: 'display_data',
  data,
  metadata: {},
});
const chart = shown({
  'application/vnd.plotly.v1+json': {
    data: [{ type: 'bar', x: ['春', '夏'], y: [0.9, 0.1], name: '</script><script>owned("plot")</script>' }],
    layout: { title: { text: '<img src=x onerror=owned("title")>' }, xaxis: { title: { text: 'season' } } },
  },
  'image/svg+xml': svg('<circle r="9"/>'),
  'text/plain': 'a chart',
});

function notebook(markdown: string, outputs: StoredOutput[], code = 'x'): Notebook {
  const lines = markdown.split('\n').map((line) => `// ${line}`);
  const made = scriptToNotebook(parsePercent(`// %% [markdown]\n${lines.join('\n')}\n\n// %%\n${code}\n`));
  const cell = made.cells[1]!;
  if (cell.cell_type === 'code') cell.outputs = outputs;
  return made;
}

const hostileText = [
  '# <script>owned("heading")</script>Title',
  '',
  '<script>owned("script")</script>',
  '<img src=x onerror=\'owned("image")\'> <a href="javascript:owned(\'link\')">a</a> [b](javascript:owned("md"))',
  '<iframe srcdoc="<script>parent.owned(1)</script>"></iframe><svg onload="owned(2)"></svg>',
  '<details open ontoggle="owned(3)"><summary>fold</summary>',
  '',
  'inner **bold**',
  '',
  '</details>',
  '',
  '## `<b>` & "quotes"',
  '## Second',
].join('\n');
const hostileOutputs: StoredOutput[] = [
  { output_type: 'stream', name: 'stdout', text: '<script>owned("stream")</script>\x1b[31mred<i>' },
  { output_type: 'error', ename: 'E', evalue: '', traceback: ['<script>owned("error")</script>'] },
  shown({
    'text/html':
      '<table><tr><td onclick="owned(4)">cell</td></tr></table><script>owned("html")</script><style>@import "x"</style>',
  }),
  shown({ 'image/svg+xml': svg('<script>owned("svg")</script><image href="http://127.0.0.1:9/x"/>') }),
  shown({ 'image/png': '"><script>owned("png")</script>' }),
  shown({ 'text/markdown': '<script>owned("markdown")</script>*soft*' }),
  chart,
];

describe('a notebook as a page', () => {
  it('has no element or attribute of a hostile notebook that could run', () => {
    const html = notebookHtml(notebook(hostileText, hostileOutputs, '"</code><script>owned(5)</script>"'));
    assert.doesNotMatch(html, /<script|<iframe|<svg|href="javascript:|@import/i);
    const tags = [...html.matchAll(/<[a-z][^>]*>/gi)].map(([tag]) => tag.replace(/"[^"]*"/g, '""'));
    assert.deepEqual(
      tags.filter((tag) => /\son\w+=/i.test(tag)),
      [],
    );
    assert.match(html, /&lt;script&gt;owned\(&#34;stream/);
    assert.match(
      html,
      /<details open=""><summary>fold<\/summary>\s*<p>inner <strong>bold<\/strong><\/p>\s*<\/details>/,
    );
    assert.match(html, /script-src 'none'/);
  });

  it('has contents with working anchors, a title and the language', () => {
    const html = notebookHtml(notebook('# 课\n## One\n## One\n### 二', []), {});
    assert.match(html, /<title>课<\/title>/);
    for (const anchor of ['one', 'one-2', '二']) {
      assert.ok(html.includes(`href="#${anchor}"`) && html.includes(`id="${anchor}"`), anchor);
    }
    assert.match(html, /<html lang="en">/);
    const chinese = scriptToNotebook(parsePercent('// %% [markdown] lang="zh"\n// # 课\n'), { lang: 'zh' });
    assert.match(notebookHtml(chinese), /<html lang="zh-Hans">/);
  });

  it('carries plotly.js once where there is a chart, never where there is none', () => {
    const plotlyScript = '/* plotly </script> */';
    const twice = notebookHtml(notebook('a', [chart, chart]), { plotlyScript });
    assert.equal(twice.split('/* plotly').length, 2);
    assert.ok(!twice.includes('plotly </script>'));
    assert.ok(!notebookHtml(notebook('a', []), { plotlyScript }).includes('/* plotly'));
    assert.equal(
      notebookHtml(notebook('a', [chart]), { plotlyScript }),
      notebookHtml(notebook('a', [chart]), { plotlyScript }),
    );
    assert.match(
      notebookHtml(notebook('a', [chart])),
      /<img alt="a chart" src="data:image\/svg\+xml;base64,/,
    );
  });

  it('shows the text of a chart that only a script would draw', () => {
    const html = notebookHtml(
      notebook('a', [
        shown({ 'text/html': '<div id="c"></div><script>draw()</script>', 'text/plain': 'bars: ▁▂' }),
      ]),
    );
    assert.match(html, /<pre class="output">bars: ▁▂<\/pre>/);
  });

  it('keeps formulas as they were written', () => {
    const html = notebookHtml(notebook('costs $5 and $6; $a_i * b_i$ and\n$$\nx_1 < \\frac{1}{2}\n$$', []));
    assert.match(html, /costs \$5 and \$6;/);
    assert.match(html, /<code class="formula">a_i \* b_i<\/code>/);
    assert.match(html, /<code class="formula">x_1 &lt; \\frac\{1\}\{2\}<\/code>/);
  });

  it('embeds pictures that lie beside the notebook', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'blossom 花 '));
    await writeFile(join(folder, '图 1.png'), 'picture');
    const html = notebookHtml(notebook('![p](图%201.png) ![q](none.png) ![r](../../etc/passwd)', []), {
      folder,
    });
    await rm(folder, { recursive: true });
    assert.ok(html.includes(`data:image/png;base64,${Buffer.from('picture').toString('base64')}`));
    assert.equal(html.match(/data:image/g)?.length, 1);
  });

  it('escapes what it colours', () => {
    assert.equal(
      ansiToHtml('<\x1b[1;31ma\x1b[0m\x1b[2J>'),
      '&lt;<span class="ansi-bold ansi-1">a</span>&gt;',
    );
    assert.equal(ansiToHtml('\x1b[38;5;9mx\x1b[38;2;1;2;3my'), '<span class="ansi-9">x</span>y');
    const code = 'const Set = "</b>"; // <i>\nlet n = 0xFF + 1e-3; f(`a\n${b}`)';
    const html = highlight(code);
    assert.equal(
      html.replace(/<\/?span[^>]*>/g, ''),
      code.replace(/[<>"`]/g, (c) => `&${{ '<': 'lt', '>': 'gt', '"': '#34', '`': '#96' }[c]};`),
    );
    assert.match(html, /<span class="number">0xFF<\/span>/);
    assert.doesNotMatch(html, /"keyword">Set/);
  });

  it('keeps tables and harmless style, drops the rest', () => {
    const kept =
      '<table class="t"><tbody><tr><td style="color: red" colspan="2">a &amp; b</td></tr></tbody></table>';
    assert.equal(sanitizeHtml(kept), kept);
    assert.equal(sanitizeHtml('<td style="background: url(http://x)">a</td>'), '<td>a</td>');
    assert.equal(
      sanitizeHtml('<style>.t { color: red }</style><form action="x"><b>kept</b></form>'),
      '<style>.t { color: red }</style><b>kept</b>',
    );
    assert.equal(
      sanitizeHtml('<a href=" JaVaScript:x">a</a><a href="../b.ipynb#c">b</a>'),
      '<a>a</a><a href="../b.ipynb#c">b</a>',
    );
  });
});

describe('the page in a browser without network', function () {
  this.timeout(60_000);
  let browser: Browser | undefined;
  let page: Page;
  let folder = '';
  const problems: string[] = [];

  before(async function () {
    const executablePath = needs(this, 'chromium');
    folder = await mkdtemp(join(tmpdir(), 'blossom 花 '));
    const path = join(folder, 'page.html');
    const plotlyScript = await readPlotlyScript();
    await writeFile(path, notebookHtml(notebook(hostileText, hostileOutputs), { plotlyScript }));
    browser = await chromium.launch({
      executablePath,
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    });
    page = await browser.newPage({ offline: true });
    await page.addInitScript(
      'globalThis.stolen = []; globalThis.owned = (how) => globalThis.stolen.push(how);',
    );
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('request', (request) => {
      if (!/^(file|data|blob):/.test(request.url())) problems.push(request.url());
    });
    await page.goto(pathToFileURL(path).href);
    await page.waitForSelector('.plot .main-svg .bars', { timeout: 30_000 });
  });
  after(async () => {
    await browser?.close();
    if (folder !== '') await rm(folder, { recursive: true });
  });

  it('draws the chart in place of its picture', async () => {
    assert.equal(await page.locator('.plot .bars .point').count(), 2);
    assert.equal(await page.locator('.plot > img').count(), 0);
    assert.match((await page.locator('.plot').textContent()) ?? '', /season/);
  });

  it('runs no script of the notebook and asks for nothing', async () => {
    await page.locator('td').first().click();
    assert.deepEqual(await page.evaluate('globalThis.stolen'), []);
    assert.deepEqual(problems, []);
  });

  it('follows the dark mode of the system', async () => {
    const paper = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
    const ink = () => page.evaluate('getComputedStyle(document.querySelector(".plot .xtick text")).fill');
    await page.emulateMedia({ colorScheme: 'light' });
    const light = [await paper(), await ink()];
    await page.emulateMedia({ colorScheme: 'dark' });
    while ((await ink()) === light[1]) await page.waitForTimeout(50); // mocha ends a wait without end
    assert.notEqual(await paper(), light[0]);
  });
});
