/** Markdown as readable text of a terminal. */
import { columns } from '../display/textWidth.js';
import { onlyColours } from './ansi.js';

/** Wraps text into a style; without colours it gives the text back. */
export interface Paint {
  bold(text: string): string;
  dim(text: string): string;
  italic(text: string): string;
  code(text: string): string;
  error(text: string): string;
}

const code = (on: number, off: number) => (text: string) =>
  text === '' ? '' : `\x1b[${on}m${text}\x1b[${off}m`;
const same = (text: string) => text;

export const paint = (colour: boolean): Paint =>
  colour
    ? { bold: code(1, 22), dim: code(2, 22), italic: code(3, 23), code: code(36, 39), error: code(31, 39) }
    : { bold: same, dim: same, italic: same, code: same, error: same };

/** @param width - columns of the terminal; longer paragraphs are broken between words or Chinese characters. */
export function markdownText(markdown: string, width: number, style: Paint): string {
  const lines: string[] = [];
  let paragraph = '';
  let fence = '';
  const flush = () => {
    if (paragraph !== '') lines.push(...wrap(inline(paragraph, style), width, '', ''));
    paragraph = '';
  };
  for (const line of onlyColours(markdown).split('\n')) {
    const fenced = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence !== '' || fenced !== undefined) {
      flush();
      if (fence === '') fence = fenced!;
      else if (fenced?.startsWith(fence)) fence = '';
      else lines.push(`    ${style.code(line)}`);
      continue;
    }
    const block = blockLine(line, width, style);
    if (block === undefined) {
      paragraph += (paragraph === '' ? '' : ' ') + line.trim();
      continue;
    }
    flush();
    lines.push(...block);
  }
  flush();
  return lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** The lines of one that stands for itself (a heading, an item, a row of a table); undefined within a paragraph. */
function blockLine(line: string, width: number, style: Paint): string[] | undefined {
  if (line.trim() === '') return [''];
  const heading = /^ {0,3}(#{1,6})\s+(.*?)\s*#*$/.exec(line);
  if (heading !== null)
    return ['', ...headingLines(heading[1]!.length, inline(heading[2]!, paint(false)), style), ''];
  const item = /^(\s*)([-*+]|\d+[.)])\s+(.*)$/.exec(line);
  if (item !== null) {
    const mark = /\d/.test(item[2]!) ? item[2]! : '•';
    const first = `${item[1]}${mark} `;
    return wrap(inline(item[3]!, style), width, first, ' '.repeat(first.length));
  }
  const quote = /^ {0,3}>\s?(.*)$/.exec(line);
  if (quote !== null) return wrap(inline(quote[1]!, style), width, '│ ', '│ ');
  if (/^\s*\|/.test(line)) return /^[\s|:-]+$/.test(line) ? [] : [inline(line, style)];
  if (/^ {0,3}([-*_])(\s*\1){2,}\s*$/.test(line)) return [style.dim('─'.repeat(Math.min(width, 40)))];
  if (/^\s*<\/?(details|div|p|summary|table|tr|ul)\b[^>]*>\s*$/.test(line)) return [];
  return undefined;
}

const headingLines = (level: number, text: string, style: Paint) =>
  level === 1 ? [style.bold(text), style.bold('═'.repeat(columns(text)))] : [style.bold(text)];

function inline(text: string, style: Paint): string {
  return text
    .split(/(`+[^`]+`+)/)
    .map((part, index) =>
      index % 2 === 1 ? style.code(part.replace(/^`+ ?| ?`+$/g, '')) : words(part, style),
    )
    .join('');
}

const words = (text: string, style: Paint) =>
  text
    .replace(/!\[([^\]]*)\]\([^)]*\)/g, '[picture: $1]')
    .replace(/\[([^\]]+)\]\(([^)\s]+)[^)]*\)/g, (_, label: string, link: string) =>
      label === link ? link : `${label} (${link})`,
    )
    .replace(/\*\*([^*]+)\*\*|__([^_]+)__/g, (_, a?: string, b?: string) => style.bold(a ?? b ?? ''))
    .replace(/(?<![*\w])\*([^*\s][^*]*)\*(?![*\w])/g, (_, inner: string) => style.italic(inner))
    .replace(/<br\s*\/?>/gi, ' ')
    .replace(/<\/?[a-z][^>]*>/gi, '')
    .replace(/\\([\\`*_{}[\]()#+.!$|<>-])/g, '$1');

/** Columns without colour codes. */

export const shownColumns = (text: string) => columns(text.replace(/\x1b\[[0-9;]*m/g, ''));

/** Lines of at most `width` columns; the first begins with `first`, the others with `next`. */
function wrap(text: string, width: number, first: string, next: string): string[] {
  // A Chinese sentence may break after each character and each mark, another one at blanks only.
  const pieces = text.split(
    /(?<=\s)|(?<=[\u2e80-\u9fff，。；：！？、）》」])(?![，。；：！？、）》」\u001b\s])/u,
  );
  const lines: string[] = [];
  let line = first;
  let used = columns(first);
  for (const piece of pieces) {
    const needed = shownColumns(piece.trimEnd());
    if (used + needed > width && used > columns(next)) {
      lines.push(line.trimEnd());
      line = next;
      used = columns(next);
    }
    line += piece;
    used += shownColumns(piece);
  }
  return [...lines, line.trimEnd()];
}
