/**
 * Interactive charts for front ends without a Plotly renderer, and for pages that work without network:
 * plotly.js once a page (1.5 MB), each chart only a small element that waits for it.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { escapeHtml, scriptJson } from '../escape.js';
import { newDisplayId, View } from '../show.js';
import type { Chart } from './chart.js';

const PACKAGE = 'plotly.js-cartesian-dist-min/plotly-cartesian.min.js';
let source: string | undefined;

/** `<script>` with plotly.js itself, for once a page. It does nothing where the page has it already. */
export function plotlyScript(): string {
  source ??= readFileSync(createRequire(__filename).resolve(PACKAGE), 'utf8');
  // Never closes its own element early, whatever a later version of the package contains.
  const code = source.replace(/<\/(script)/gi, '<\\/$1').replaceAll('<!--', '<\\!--');
  return `<script>if (!window.Plotly) {\n${code}\n}</script>`;
}

/** How long a chart waits for plotly.js before it says what to do. */
const PATIENCE = 20_000;
const MISSING = 'This chart needs plotly.js on its page: run the cell with loadPlotly() again.';

/**
 * One chart as HTML: a `<div>` and a script that draws into it as soon as the page has plotly.js.
 * @param figure - a Plotly figure (`application/vnd.plotly.v1+json`).
 * @param id - the element's id, unique on the page.
 */
export function chartHtml(figure: unknown, id: string): string {
  const height = (figure as { layout?: { height?: unknown } } | null)?.layout?.height;
  const room = typeof height === 'number' ? height : 400;
  return [
    `<div id="${escapeHtml(id)}" style="width:100%;max-width:900px;min-height:${room}px"></div>`,
    `<script>(function () {`,
    `var figure = ${scriptJson(figure)}, place = document.getElementById(${scriptJson(id)}), end = Date.now() + ${PATIENCE};`,
    `(function draw() {`,
    `if (window.Plotly) window.Plotly.newPlot(place, figure.data, figure.layout, figure.config);`,
    `else if (Date.now() < end) setTimeout(draw, 50);`,
    `else place.textContent = ${scriptJson(MISSING)};`,
    `})();`,
    `})();</script>`,
  ].join('\n');
}

let carried = false;

/** Puts plotly.js into this cell's output, for all interactive HTML charts of the page. */
export function loadPlotly(): View {
  carried = true;
  return new View(() => ({ 'text/html': plotlyScript(), 'text/plain': 'plotly.js is on this page.' }));
}

export interface InteractiveOptions {
  /** Carry plotly.js along. Default: only the first time in this process, so never once a chart. */
  script?: boolean;
}

/** Charts as one HTML output, for a front end that shows no Plotly figures. */
export function interactiveHtml(charts: Chart | readonly Chart[], { script }: InteractiveOptions = {}): View {
  const list = Array.isArray(charts) ? (charts as readonly Chart[]) : [charts as Chart];
  const carry = script ?? !carried;
  carried ||= carry;
  return new View(() => ({
    'text/html': [
      ...(carry ? [plotlyScript()] : []),
      ...list.map((chart) => chartHtml(chart.figure(), newDisplayId('chart'))),
    ].join('\n'),
    'text/plain': list.map(String).join('\n\n'),
  }));
}
