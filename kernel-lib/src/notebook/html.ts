/** A notebook as one HTML page that needs nothing else: no network, no server, no script but ours and Plotly's. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { escapeHtml } from '../display/escape.js';
import { readText } from '../files.js';
import { blossomOf, type Cell, type Notebook } from './format.js';
import { highlight } from './highlight.js';
import { outputHtml } from './html-output.js';
import { PLOT_SCRIPT, STYLE } from './html-page.js';
import { PageMarkdown } from './markdown.js';

export interface HtmlOptions {
  /** The source of plotly.js (`readPlotlyScript`). Without it charts are their static pictures. */
  plotlyScript?: string;
  /** For the browser's tab; unless told, the first heading. */
  title?: string;
  /** The notebook's folder: pictures that its text names by a relative path are read from there. */
  folder?: string;
}

/** The source of plotly.js that the course carries (1.5 MB; bars, lines, heat maps, histograms). */
export const readPlotlyScript = () => readText(require.resolve('plotly.js-cartesian-dist-min'));

export function notebookHtml(notebook: Notebook, options: HtmlOptions = {}): string {
  const { plotlyScript, folder } = options;
  const markdown = new PageMarkdown(folder === undefined ? undefined : (source) => pictureIn(folder, source));
  const interactive = plotlyScript !== undefined;
  const body = notebook.cells.map((cell) => cellHtml(cell, markdown, interactive)).join('\n');
  const title = options.title ?? markdown.headings[0]?.text ?? 'Notebook';
  const hasPlot = interactive && body.includes('class="plot"');
  const scripts = hasPlot ? [safeScript(plotlyScript), PLOT_SCRIPT] : [];
  return page({ title, body, scripts, contents: contents(markdown), lang: languageOf(notebook) });
}

interface Page {
  title: string;
  body: string;
  scripts: string[];
  contents: string;
  lang: string;
}

function page({ title, body, scripts, contents, lang }: Page): string {
  const hashes = scripts.map((script) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`);
  const policy = [
    "default-src 'none'",
    'img-src data: blob:',
    "style-src 'unsafe-inline'",
    `script-src ${hashes.join(' ') || "'none'"}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
${contents}
<main>
${body}
</main>
${scripts.map((script) => `<script>${script}</script>`).join('\n')}
</body>
</html>
`;
}

/** A script must not end its own element. */
const safeScript = (script: string) => script.replace(/<\/(script)/gi, '<\\/$1').replace(/<!--/g, '<\\!--');

function languageOf({ metadata }: Notebook): string {
  const own = metadata['blossom'] as { lang?: unknown } | undefined;
  return own?.lang === 'zh' ? 'zh-Hans' : 'en';
}

function contents({ headings }: PageMarkdown): string {
  const shown = headings.filter(({ level }) => level === 2 || level === 3);
  if (shown.length < 2) return '';
  const items = shown.map(
    ({ level, text, anchor }) =>
      `<li class="level-${level}"><a href="#${escapeHtml(anchor)}">${escapeHtml(text)}</a></li>`,
  );
  return `<nav aria-label="Contents"><ol>${items.join('')}</ol></nav>`;
}

function cellHtml(cell: Cell, markdown: PageMarkdown, interactive: boolean): string {
  if (cell.cell_type !== 'code') {
    if (cell.cell_type === 'raw') return `<pre class="raw">${escapeHtml(cell.source)}</pre>`;
    return `<section class="text">${markdown.render(cell.source, cell.attachments)}</section>`;
  }
  if (cell.source.trim() === '' && cell.outputs.length === 0) return '';
  const { task, points } = blossomOf(cell);
  const label = task === undefined ? '' : `<p class="task">${escapeHtml(taskLabel(task, points))}</p>`;
  const count = cell.execution_count === null ? '' : `[${cell.execution_count}]`;
  const outputs = cell.outputs.map((output) => outputHtml(output, markdown, interactive)).join('\n');
  return `<section class="code">${label}<pre class="source" data-count="${count}"><code>${highlight(cell.source)}</code></pre>
${outputs}</section>`;
}

const taskLabel = (task: string, points?: number) =>
  points === undefined ? task : `${task} · ${points} ${points === 1 ? 'point' : 'points'}`;

const PICTURE_TYPES: Record<string, string> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  svg: 'image/svg+xml',
};

/** A picture beside the notebook as a data URI; undefined for anything else (the page then shows its alternative text). */
function pictureIn(folder: string, source: string): string | undefined {
  const type = PICTURE_TYPES[/\.(\w+)$/.exec(source)?.[1]?.toLowerCase() ?? ''];
  if (type === undefined || /^[a-z]+:|^[/\\]/i.test(source)) return undefined;
  try {
    return `data:${type};base64,${readFileSync(join(folder, decodeURI(source))).toString('base64')}`;
  } catch {
    return undefined;
  }
}
