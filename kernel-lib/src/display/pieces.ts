/** Small things to show: tokens as chips, things side by side, notes, Markdown, HTML, stars. */
import { UserError } from '../errors.js';
import { escapeHtml } from './escape.js';
import { formatNumber } from './numbers.js';
import { bundleOf, View } from './show.js';
import { columns, pad } from './textWidth.js';

/** Blanks and line ends are made visible, as they are tokens like others. */
function visible(token: string): string {
  const shown = token.replaceAll(' ', '␣').replaceAll('\n', '⏎').replaceAll('\t', '⇥');
  return shown === '' ? '∅' : shown;
}

/** Faint enough for text on white and on black; neighbours differ. */
const CHIPS = ['0,114,178', '230,159,0', '0,158,115', '204,121,167', '86,180,233'];

export interface TokenStripOptions {
  /** One a token, for example attention; the chip is the darker the larger its weight is. */
  weights?: ArrayLike<number>;
  /** Places of tokens to frame. */
  highlight?: readonly number[];
  caption?: string;
}

function chipColour(place: number, weights: ArrayLike<number> | undefined, most: number): string {
  if (weights === undefined) return `rgba(${CHIPS[place % CHIPS.length] ?? '128,128,128'},.25)`;
  const share = Math.max(0, weights[place] ?? 0) / most;
  return `rgba(0,114,178,${(0.04 + 0.56 * Math.min(1, share)).toFixed(2)})`;
}

/** Tokens as coloured chips in a row. */
export function tokenStrip(tokens: readonly string[], options: TokenStripOptions = {}): View {
  const { weights, highlight = [], caption } = options;
  if (weights !== undefined && weights.length !== tokens.length) {
    throw new UserError(
      `tokenStrip got ${tokens.length} tokens and ${weights.length} weights; give one a token.`,
    );
  }
  const framed = new Set(highlight);
  const most = Math.max(1e-12, ...Array.from(weights ?? []).filter(Number.isFinite));
  const weightOf = (place: number) =>
    weights === undefined ? '' : ` ${formatNumber(weights[place] ?? NaN, 2)}`;
  const chips = tokens.map((token, place) => {
    const outline = framed.has(place) ? 'outline:2px solid #D55E00;' : '';
    const style = `display:inline-block;padding:1px 5px;margin:2px 1px;border-radius:4px;${outline}background:${chipColour(place, weights, most)}`;
    return `<span style="${style}" title="${escapeHtml(`${place}: ${token}${weightOf(place)}`)}">${escapeHtml(visible(token))}</span>`;
  });
  const head = caption === undefined ? '' : `<div style="font-weight:600">${escapeHtml(caption)}</div>`;
  const plain = tokens.map((token, place) => {
    const text = visible(token) + (weights === undefined ? '' : `:${weightOf(place).trim()}`);
    return framed.has(place) ? `[${text}]` : text;
  });
  return new View(() => ({
    'text/html': `${head}<div style="line-height:1.9;margin-bottom:6px">${chips.join('')}</div>`,
    'text/plain': (caption === undefined ? '' : `${caption}\n`) + plain.join('|'),
  }));
}

export interface CompareItem {
  title: string;
  /** Text, or anything that can be shown: a table, a chart, a strip. */
  body: unknown;
}

/** The richest form that may stand inside HTML: HTML itself, a picture, else the text. */
function htmlOf(value: unknown): string {
  const bundle = bundleOf(value);
  const html = bundle['text/html'];
  if (typeof html === 'string') return html;
  const svg = bundle['image/svg+xml'];
  if (typeof svg === 'string') return svg;
  return `<div style="white-space:pre-wrap">${escapeHtml(String(bundle['text/plain'] ?? ''))}</div>`;
}

function sideBySide(items: readonly CompareItem[]): string {
  const blocks = items.map(({ title, body }) => {
    const lines = [title, '', ...String(bundleOf(body)['text/plain'] ?? '').split('\n')];
    return { lines, width: Math.max(...lines.map(columns)) };
  });
  // Wider than a page: below each other.
  if (blocks.reduce((sum, { width }) => sum + width + 3, 0) > 120) {
    return blocks
      .map(({ lines: [title = '', , ...rest] }) => [`── ${title}`, ...rest].join('\n'))
      .join('\n\n');
  }
  const height = Math.max(0, ...blocks.map(({ lines }) => lines.length));
  return Array.from({ length: height }, (_, row) =>
    blocks
      .map(({ lines, width }) => (row === 1 ? '─'.repeat(width) : pad(lines[row] ?? '', width)))
      .join(' │ ')
      .trimEnd(),
  ).join('\n');
}

/** Things side by side under their titles, for example an answer before and after. */
export function compare(items: readonly CompareItem[]): View {
  return new View(() => {
    const boxes = items.map(
      ({ title, body }) =>
        `<div style="flex:1 1 260px;min-width:0;border:1px solid rgba(128,128,128,.35);border-radius:8px;padding:8px 12px">` +
        `<div style="font-weight:600;margin-bottom:6px">${escapeHtml(title)}</div>${htmlOf(body)}</div>`,
    );
    const html = `<div style="display:flex;flex-wrap:wrap;gap:12px;align-items:stretch;margin:6px 0">${boxes.join('')}</div>`;
    return { 'text/html': html, 'text/plain': sideBySide(items) };
  });
}

export type NoteKind = 'note' | 'good' | 'warning';
const NOTE: Record<NoteKind, { colour: string; sign: string }> = {
  note: { colour: '#0072B2', sign: 'ℹ' },
  good: { colour: '#009E73', sign: '✓' },
  warning: { colour: '#D55E00', sign: '!' },
};

/** A sentence or two in a box. The text is shown as it is, no HTML. */
export function note(text: string, kind: NoteKind = 'note'): View {
  const { colour, sign } = NOTE[kind];
  const style = `border-left:4px solid ${colour};padding:6px 12px;margin:6px 0;background:rgba(128,128,128,.08);white-space:pre-wrap`;
  return new View(() => ({
    'text/html': `<div style="${style}">${escapeHtml(text)}</div>`,
    'text/plain': `${sign} ${text}`,
  }));
}

/** Text that the front end renders as Markdown. */
export function markdown(text: string): View {
  return new View(() => ({ 'text/markdown': text, 'text/plain': text }));
}

/**
 * HTML as it is, from you: put text from elsewhere through `escapeHtml` first.
 * @param text - for terminals; default: the HTML without its tags.
 */
export function html(source: string, text?: string): View {
  const plain =
    text ??
    source
      .replace(/<(script|style)\b[\s\S]*?<\/\1>/gi, '')
      .replace(/<[^>]*>/g, '')
      .trim();
  return new View(() => ({ 'text/html': source, 'text/plain': plain }));
}

/**
 * A drawing as it is, from you: put text from elsewhere through `escapeHtml` first.
 * @param text - for terminals.
 */
export function svg(source: string, text = 'a drawing (SVG)'): View {
  return new View(() => ({ 'image/svg+xml': source, 'text/plain': text }));
}

/** `★★★☆☆`; rounded to whole stars. */
export function stars(count: number, of = 5): string {
  if (!Number.isFinite(count)) throw new UserError(`stars needs a finite number, got ${count}.`);
  const full = Math.min(of, Math.max(0, Math.round(count)));
  return '★'.repeat(full) + '☆'.repeat(of - full);
}
