/** Small notebooks in a front end, in a real browser: what a learner sees and does. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { notebook } from '../support/notebook.js';
import { root } from '../support/paths.js';
import { needs } from '../support/needs.js';
import {
  choose,
  FRONT_ENDS,
  restartAndRunAll,
  runAll,
  startFrontEnd,
  typeInto,
  waitUntilIdle,
  type FrontEnd,
} from './frontEnd.js';

const SHOWN = [
  `import { lineChart, table } from 'kernel-lib';
const answer: number = 6 * 7;
answer`,
  `lineChart({ title: 'A line', x: { label: 'step' }, y: { label: 'loss', unit: 'nats' }, series: [{ name: 'train', x: [0, 1, 2], y: [3, 2, 1] }] })`,
  `table([{ flower: '樱花', season: '春' }, { flower: '<b>荷花</b>', season: '夏' }])`,
];
const PROGRESS = `import { progress } from 'kernel-lib';
const bar = progress({ label: 'growing', total: 4, unit: 'petals' });
for (let petals = 1; petals <= 4; petals++) {
  await new Promise((resolve) => setTimeout(resolve, 500));
  bar.update(petals);
}
bar.done();`;
const GROWING = `import { liveChart, lineChart } from 'kernel-lib';
const axes = { x: { label: 'step' }, y: { label: 'loss' } };
const chart = liveChart(lineChart({ title: 'Growing', ...axes, series: [{ name: 'train', y: [] }] }));
for (let step = 0; step < 15; step++) {
  chart.append('train', step, 1 / (step + 1));
  await new Promise((next) => setTimeout(next, 200));
}
chart.done();`;
const ASKING = `import { prompt } from 'kernel-lib';
const flower: string = await prompt('Which flower? ');
flower.toUpperCase()`;
const BROKEN = `function broken(): never { throw new RangeError('petals run out'); }`;
const notebooks = {
  shown: [...SHOWN, PROGRESS],
  live: [GROWING],
  ask: [ASKING],
  error: [BROKEN, 'const before = 1;\nbroken();'],
  stop: ['let n = 0;', 'for (;;) n++;', 'n > 0'],
  again: [
    'let runs = globalThis.name === undefined ? "first" : "second";',
    'Object.assign(globalThis, { name: "known" }); runs',
  ],
  typing: ['const flower = { petals: 5 };', 'flower'],
};

const outputOf = (page: Page, cell: number) =>
  page.locator('.jp-CodeCell').nth(cell).locator('.jp-Cell-outputArea');

/** In the page: keeps each share that the bar shows in `window.shares`. */
const recordBar = `
  window.shares = [];
  new MutationObserver(() => {
    const text = [...document.querySelectorAll('.jp-OutputArea-output')].map((one) => one.innerText).join();
    const share = /growing\\s+(\\d+) %/.exec(text)?.[1];
    if (share !== undefined && Number(share) !== window.shares.at(-1)) window.shares.push(Number(share));
  }).observe(document.body, { childList: true, subtree: true, characterData: true });
`;

/** The same tests for each front end. */
export function testFrontEnd(title: keyof typeof FRONT_ENDS): void {
  const kind = FRONT_ENDS[title];
  describe(`${title} in Chromium`, function () {
    this.timeout(180_000);
    let frontEnd: FrontEnd;
    // Below the repository, so that a cell finds kernel-lib as a learner's notebook does.
    const folder = mkdtempSync(join(root, '.blossom', 'browser 课-'));

    before(async function () {
      const python = needs(this, kind.python);
      const chromium = needs(this, 'chromium');
      for (const [name, cells] of Object.entries(notebooks))
        writeFileSync(join(folder, `${name}.ipynb`), notebook(...cells));
      frontEnd = await startFrontEnd(kind, folder, python, chromium);
    });

    after(async () => {
      await frontEnd?.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    it('runs all cells and shows values, a Plotly chart, an escaped table and a bar that moves', async () => {
      const page = await frontEnd.open('shown.ipynb');
      await page.evaluate(recordBar);
      await runAll(page, 60_000);
      assert.match(await outputOf(page, 0).innerText(), /42/);
      await outputOf(page, 1).locator('.js-plotly-plot .main-svg').first().waitFor();
      const cellsShown = await outputOf(page, 2).locator('td').allInnerTexts();
      assert.ok(cellsShown.includes('樱花') && cellsShown.includes('<b>荷花</b>'), cellsShown.join('|'));
      const bar = outputOf(page, 3);
      await bar.getByText('4/4 petals').waitFor();
      assert.equal(await bar.getByText('growing').count(), 1, 'one bar, rewritten');
      const shares = (await page.evaluate('window.shares')) as number[];
      assert.ok(shares.length >= 3 && shares.at(-1) === 100, shares.join());
      assert.deepEqual(
        shares,
        [...shares].sort((a, b) => a - b),
      );
      await page.close();
    });

    it('draws a live chart while it grows, and at its end the figure with all its points', async () => {
      const page = await frontEnd.open('live.ipynb');
      const finished = runAll(page, 60_000);
      const picture = outputOf(page, 0).locator('.jp-RenderedSVG img');
      await picture.waitFor();
      const first = await picture.getAttribute('src');
      await outputOf(page, 0)
        .locator(`.jp-RenderedSVG img:not([src=${JSON.stringify(first)}])`)
        .waitFor();
      await finished;
      const drawn = outputOf(page, 0).locator('.js-plotly-plot .scatterlayer path.js-line').first();
      await drawn.waitFor({ state: 'attached' });
      assert.ok((await drawn.getAttribute('d'))!.split('L').length > 10);
      await page.close();
    });

    it('asks for a line of text and goes on with it', async () => {
      const page = await frontEnd.open('ask.ipynb');
      const finished = runAll(page, 60_000);
      const field = outputOf(page, 0).locator('.jp-Stdin-input');
      await field.fill('cherry');
      await field.press('Enter');
      await finished;
      await outputOf(page, 0).getByText("'CHERRY'").waitFor();
      await page.close();
    });

    it('shows an error with its name, message and the cell’s own line', async () => {
      const page = await frontEnd.open('error.ipynb');
      await runAll(page, 60_000);
      const text = await outputOf(page, 1).innerText();
      assert.match(text, /RangeError: petals run out/);
      assert.match(text, /broken\(\)/);
      await page.close();
    });

    it('stops a loop that never ends and keeps the variables', async () => {
      const page = await frontEnd.open('stop.ipynb');
      const cell = (index: number) => page.locator('.jp-CodeCell').nth(index);
      const run = async (index: number) => {
        await cell(index).locator('.cm-content').click();
        await page.keyboard.press('Control+Enter');
      };
      await run(0);
      await cell(0).locator('.jp-InputPrompt', { hasText: /\d/ }).waitFor({ timeout: 30_000 });
      await run(1);
      await page.waitForSelector('.jp-Notebook-ExecutionIndicator[data-status="busy"]');
      await choose(page, 'Kernel', 'Interrupt Kernel');
      await outputOf(page, 1).getByText('KeyboardInterrupt').first().waitFor();
      await waitUntilIdle(page, 10_000);
      await run(2);
      await outputOf(page, 2).getByText('true').waitFor();
      await page.close();
    });

    it('restarts, forgets the variables and runs all cells anew', async () => {
      const page = await frontEnd.open('again.ipynb');
      await runAll(page, 60_000);
      await runAll(page, 60_000);
      await outputOf(page, 1).getByText('second').waitFor();
      await restartAndRunAll(page, 60_000);
      await outputOf(page, 1).getByText('first').waitFor();
      await page.close();
    });

    it('completes a member on Tab and explains it on Shift+Tab', async () => {
      const page = await frontEnd.open('typing.ipynb');
      await runAll(page, 60_000);
      await typeInto(page, 1, 'flower.pe');
      await page.keyboard.press('Tab');
      await page.locator('.jp-Completer-item', { hasText: /^petals$/ }).waitFor();
      await page.keyboard.press('Enter');
      await page.locator('.jp-CodeCell').nth(1).getByText('flower.petals').waitFor();
      await typeInto(page, 1, 'Math.max');
      await page.keyboard.press('Shift+Tab');
      // The box comes a moment before its text.
      const tooltip = page.locator('.jp-Tooltip', { hasText: 'Returns the larger of a set' });
      await tooltip.waitFor();
      assert.match(await tooltip.innerText(), /Math\.max\(\.\.\.values: number\[\]\): number/);
      await page.close();
    });
  });
}
