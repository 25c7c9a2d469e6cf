/** A small notebook in JupyterLab 4, in a real browser: charts, tables, errors, interrupt, completion. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { notebook } from '../support/notebook.js';
import { root } from '../support/paths.js';
import { needs } from '../support/needs.js';
import { runAll, startLab, waitUntilIdle, type Lab } from './lab.js';

const cells = [
  `import { lineChart, barChart, table, display } from 'kernel-lib';
const answer: number = 6 * 7;
answer`,
  `lineChart({ title: 'A line', x: { label: 'step' }, y: { label: 'loss', unit: 'nats' }, series: [{ name: 'train', x: [0, 1, 2], y: [3, 2, 1] }] })`,
  `table([{ flower: '樱花', season: '春' }, { flower: '<b>荷花</b>', season: '夏' }])`,
  `function broken(): never { throw new RangeError('petals run out'); }`,
];

const live = `import { liveChart, lineChart } from 'kernel-lib';
const chart = liveChart(lineChart({ title: 'Growing', x: { label: 'step' }, y: { label: 'loss' }, series: [{ name: 'train', y: [] }] }));
for (let step = 0; step < 20; step++) {
  chart.append('train', step, 1 / (step + 1));
  await new Promise((next) => setTimeout(next, 200));
}
chart.done();`;

const outputOf = (page: Page, cell: number) =>
  page.locator('.jp-CodeCell').nth(cell).locator('.jp-Cell-outputArea');

describe('JupyterLab in Chromium', function () {
  this.timeout(180_000);
  let lab: Lab;
  // Below the repository, so that a cell finds kernel-lib as a learner's notebook does.
  const folder = mkdtempSync(join(root, '.blossom', 'browser 课-'));

  before(async function () {
    const python = needs(this, 'python');
    const chromium = needs(this, 'chromium');
    writeFileSync(join(folder, 'small.ipynb'), notebook(...cells));
    writeFileSync(join(folder, 'stop.ipynb'), notebook('let n = 0;', 'for (;;) n++;', 'n > 0', 'broken();'));
    writeFileSync(join(folder, 'live.ipynb'), notebook(live));
    writeFileSync(join(folder, 'error.ipynb'), notebook(cells[3]!, 'const before = 1;\nbroken();'));
    lab = await startLab(folder, python, chromium);
  });

  after(async () => {
    await lab?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('runs all cells and shows values, a Plotly chart and an escaped table', async () => {
    const page = await lab.open('small.ipynb');
    await runAll(page, 60_000);
    assert.match(await outputOf(page, 0).innerText(), /42/);
    await outputOf(page, 1).locator('.js-plotly-plot .main-svg').first().waitFor();
    const cellsShown = await outputOf(page, 2).locator('td').allInnerTexts();
    assert.ok(cellsShown.includes('樱花') && cellsShown.includes('<b>荷花</b>'), cellsShown.join('|'));
    await page.close();
  });

  it('draws a live chart while it grows, and at its end the figure with all its points', async () => {
    const page = await lab.open('live.ipynb');
    const finished = runAll(page, 60_000);
    const picture = outputOf(page, 0).locator('.jp-RenderedSVG img');
    const hasChanged = async (from: string | null) => {
      for (let look = 0; look < 50; look++) {
        if ((await picture.getAttribute('src')) !== from) return true;
        await page.waitForTimeout(50);
      }
      return false;
    };
    await picture.waitFor();
    assert.ok(await hasChanged(await picture.getAttribute('src')), 'the picture changes');
    await finished;
    const drawn = outputOf(page, 0).locator('.js-plotly-plot .scatterlayer path.js-line');
    await drawn.first().waitFor({ state: 'attached' });
    assert.ok((await drawn.first().getAttribute('d'))!.split('L').length > 10);
    await page.close();
  });

  it('shows an error with its name, message and the cell’s own line', async () => {
    const page = await lab.open('error.ipynb');
    await runAll(page, 60_000);
    const text = await outputOf(page, 1).innerText();
    assert.match(text, /RangeError: petals run out/);
    assert.match(text, /broken\(\)/);
    await page.close();
  });

  it('stops a loop that never ends and keeps the variables', async () => {
    const page = await lab.open('stop.ipynb');
    const cell = (index: number) => page.locator('.jp-CodeCell').nth(index);
    const run = async (index: number) => {
      await cell(index).locator('.cm-content').click();
      await page.keyboard.press('Control+Enter');
    };
    await run(0);
    await cell(0).locator('.jp-InputPrompt', { hasText: /\d/ }).waitFor({ timeout: 30_000 });
    await run(1);
    await page.waitForSelector('.jp-Notebook-ExecutionIndicator[data-status="busy"]');
    await page
      .locator('[data-command="notebook:interrupt-kernel"], jp-button[title*="Interrupt"]')
      .first()
      .click();
    await waitUntilIdle(page, 10_000);
    await run(2);
    await waitUntilIdle(page, 10_000);
    assert.match(await outputOf(page, 2).innerText(), /true/);
    await page.close();
  });
});
