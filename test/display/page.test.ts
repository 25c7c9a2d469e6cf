/** Interactive HTML: plotly.js once a page, and it draws in a real browser. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chartHtml, interactiveHtml, plotlyScript } from 'kernel-lib/dist/display/chart/page.js';
import { BUNDLE } from 'kernel-lib/dist/display/host.js';
import { needs } from '../support/needs.js';
import { samples } from './samples.js';
import { HOSTILE } from './support.js';

const sizeOf = (view: ReturnType<typeof interactiveHtml>) => String(view[BUNDLE]()['text/html']).length;

describe('interactive HTML', () => {
  it('carries plotly.js once, later charts are small', () => {
    const charts = Object.values(samples());
    assert.ok(sizeOf(interactiveHtml(charts, { script: true })) > 1_000_000);
    assert.ok(sizeOf(interactiveHtml(charts)) < 30_000, 'the process has sent it already');
    const [first] = charts;
    assert.ok(first !== undefined && sizeOf(interactiveHtml(first)) < 6000);
  });

  it('ends its scripts only where they end', () => {
    assert.equal(plotlyScript().match(/<\/script/gi)?.length, 1);
    const chart = samples(HOSTILE)['line'];
    const html = chartHtml({ ...chart?.figure(), extra: HOSTILE }, `a"b<${HOSTILE}`);
    assert.equal(html.match(/<\/script/gi)?.length, 1);
    assert.equal(html.match(/<script/gi)?.length, 1);
    assert.doesNotMatch(html, /<img/);
  });

  it('draws all kinds in Chromium, also hostile ones, without an error on the page', function () {
    const chromium = needs(this, 'chromium');
    this.timeout(90_000);
    const folder = mkdtempSync(join(tmpdir(), 'blossom-page-'));
    try {
      const charts = [...Object.values(samples()), ...Object.values(samples(HOSTILE))];
      const body = charts.map((chart, index) => chartHtml(chart.figure(), `chart-${index}`)).join('\n');
      const watch = `<script>onerror = (message) => document.body.append('PAGE ERROR ' + message);alert = () => onerror('alert')</script>`;
      // Charts first: they wait for plotly.js, which comes last.
      writeFileSync(
        join(folder, 'page.html'),
        `<!doctype html><meta charset="utf-8"><body>${watch}${body}${plotlyScript()}`,
      );
      const dom = execFileSync(
        chromium,
        [
          ...[
            '--headless',
            '--no-sandbox',
            '--disable-gpu',
            '--no-first-run',
            '--disable-background-networking',
          ],
          ...['--disable-component-update', '--disable-sync', '--virtual-time-budget=5000'],
          ...[
            `--user-data-dir=${join(folder, 'profile')}`,
            '--dump-dom',
            pathToFileURL(join(folder, 'page.html')).href,
          ],
        ],
        { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 64 << 20, timeout: 80_000 },
      );
      const shown = dom.replace(/<script[\s\S]*?<\/script>/g, '');
      assert.doesNotMatch(shown, /PAGE ERROR[^<]*/);
      assert.equal(shown.match(/class="plot-container/g)?.length, charts.length);
      assert.match(shown, /季节 seasons x/);
    } finally {
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  });
});
