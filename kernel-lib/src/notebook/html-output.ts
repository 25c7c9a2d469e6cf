/** One output of a cell as HTML: the richest form that the page can hold without running somebody's script. */
import { escapeHtml, scriptJson } from '../display/escape.js';
import { ansiToHtml, stripAnsi } from './ansi.js';
import type { Metadata, StoredOutput } from './format.js';
import type { PageMarkdown } from './markdown.js';
import { sanitizeHtml } from './sanitize.js';

const PLOTLY_TYPE = 'application/vnd.plotly.v1+json';

/** @param interactive - the page carries plotly.js. */
export function outputHtml(output: StoredOutput, markdown: PageMarkdown, interactive: boolean): string {
  switch (output.output_type) {
    case 'stream':
      return `<pre class="output ${output.name}">${ansiToHtml(output.text)}</pre>`;
    case 'error': {
      const text =
        output.traceback.length > 0 ? output.traceback.join('\n') : `${output.ename}: ${output.evalue}`;
      return `<pre class="output error" role="alert">${ansiToHtml(text)}</pre>`;
    }
    case 'display_data':
    case 'execute_result':
      return bundleHtml(output.data, markdown, interactive);
    default:
      return output satisfies never;
  }
}

function bundleHtml(data: Metadata, markdown: PageMarkdown, interactive: boolean): string {
  const text = (type: string) => (typeof data[type] === 'string' ? (data[type] as string) : undefined);
  const plain = text('text/plain') ?? '';
  const picture = pictureHtml(text, plain);
  if (interactive && isFigure(data[PLOTLY_TYPE])) {
    return `<figure class="plot">${picture ?? ''}<script type="application/json">${scriptJson(data[PLOTLY_TYPE])}</script></figure>`;
  }
  if (picture !== undefined) return `<figure>${picture}</figure>`;
  const html = text('text/html');
  if (html !== undefined) {
    const harmless = sanitizeHtml(html);
    // A chart that only a script would draw leaves nothing to see: its text says more.
    const isEmpty = /<script/i.test(html) && !isVisible(harmless);
    if (!isEmpty) return `<div class="output html">${harmless}</div>`;
  }
  const prose = text('text/markdown');
  if (prose !== undefined) return `<div class="output text">${markdown.render(prose)}</div>`;
  const formula = text('text/latex');
  if (formula !== undefined && plain === '') return `<pre class="output">${escapeHtml(formula)}</pre>`;
  return plain === '' ? '' : `<pre class="output">${ansiToHtml(plain)}</pre>`;
}

const isVisible = (html: string) =>
  /<img\b/.test(html) || html.replace(/<style>.*?<\/style>|<[^>]*>/gs, '').trim() !== '';

const isFigure = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && Array.isArray((value as { data?: unknown }).data);

/** As `<img>`, in which an SVG can neither run a script nor load anything. */
function pictureHtml(text: (type: string) => string | undefined, alternative: string): string | undefined {
  const svg = text('image/svg+xml');
  const description = escapeHtml(stripAnsi(alternative).slice(0, 300));
  if (svg !== undefined) {
    return `<img alt="${description}" src="data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}">`;
  }
  const type = ['image/png', 'image/jpeg', 'image/webp', 'image/gif'].find((one) => text(one) !== undefined);
  if (type === undefined) return undefined;
  return `<img alt="${description}" src="data:${type};base64,${escapeHtml(text(type)!.replace(/\s/g, ''))}">`;
}
