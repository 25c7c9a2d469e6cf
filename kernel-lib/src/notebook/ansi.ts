/** Colour codes of terminals: taken out, or turned into HTML. */
import { escapeHtml } from '../display/escape.js';

/** Control sequences (CSI), titles (OSC) and other escapes. */

const ESCAPES = /\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\^_])/g;

export const stripAnsi = (text: string) => text.replace(ESCAPES, '');

/** What a terminal would take as a command, except colours, line ends and tabs: a cell must not steer the terminal. */
export function onlyColours(text: string): string {
  return text

    .replace(ESCAPES, (escape) => (/^\x1b\[[0-9;]*m$/.test(escape) ? escape : ''))

    .replace(/[\x00-\x08\x0b-\x0c\x0e-\x1a\x1c-\x1f\x7f]/g, '');
}

interface Style {
  bold: boolean;
  dim: boolean;
  /** 0 to 15, or absent for the page's own colour. */
  colour?: number;
}

/** Escaped text with `<span class="ansi-…">` for colours 0 to 15, bold and dim; other escapes are left out. */
export function ansiToHtml(text: string): string {
  let html = '';
  let position = 0;
  let style: Style = { bold: false, dim: false };
  for (const match of text.matchAll(ESCAPES)) {
    html += span(text.slice(position, match.index), style);
    position = match.index + match[0].length;
    const codes = /^.\[([0-9;]*)m$/s.exec(match[0]);
    if (codes !== null) style = restyled(style, codes[1]!.split(';').map(Number));
  }
  return html + span(text.slice(position), style);
}

function span(text: string, { bold, dim, colour }: Style): string {
  if (text === '') return '';
  const classes = [
    ...(bold ? ['ansi-bold'] : []),
    ...(dim ? ['ansi-dim'] : []),
    ...(colour === undefined ? [] : [`ansi-${colour}`]),
  ];
  return classes.length === 0
    ? escapeHtml(text)
    : `<span class="${classes.join(' ')}">${escapeHtml(text)}</span>`;
}

function restyled(style: Style, codes: number[]): Style {
  let { bold, dim, colour } = style;
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!;
    if (code === 0) [bold, dim, colour] = [false, false, undefined];
    else if (code === 1) bold = true;
    else if (code === 2) dim = true;
    else if (code === 22) bold = dim = false;
    else if (code === 39) colour = undefined;
    else if (code >= 30 && code <= 37) colour = code - 30;
    else if (code >= 90 && code <= 97) colour = code - 82;
    else if (code === 38 || code === 48) {
      // A colour out of 256 or as RGB: we show the first sixteen.
      const index = codes[i + 1] === 5 ? codes[i + 2] : undefined;
      if (code === 38) colour = index !== undefined && index < 16 ? index : undefined;
      i += codes[i + 1] === 5 ? 2 : 4;
    }
  }
  return { bold, dim, ...(colour === undefined ? {} : { colour }) };
}
