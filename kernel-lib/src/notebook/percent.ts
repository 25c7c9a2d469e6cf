/**
 * A percent script as cells, and back. The format is Jupytext's `ts:percent`; what it cannot hold has a rule of ours:
 *
 * - One empty line stands between two cells. Further empty lines belong to the cell before it.
 *   (Jupytext drops two where there are exactly two, so it cannot hold a code cell that ends in one empty line.)
 * - A line of a code cell that Jupytext takes for a magic (`%%html`, `%time`) is written as a comment
 *   (`// %%html`), as Jupytext does.
 * - A line that looks like a marker (in a code cell `// %% a`, in a markdown cell `%% a`) is written with one more
 *   `// ` in front. (Jupytext cannot hold it: it shows the line with that prefix. Ours takes it off again.)
 * - Lines end in \n; \r\n and \r are read as \n.
 */
import { formatMarker, isMarker, parseMarker, type Marker } from './marker.js';

export interface ScriptCell extends Marker {
  source: string;
}

export interface Script {
  /** The lines before the first cell that are no cell: a YAML block `// ---`, an encoding line. Kept as written. */
  header: string;
  cells: ScriptCell[];
}

/** What is read as a marker once `// ` stands before it. */
const MARKER_BODY = /^\s*(?:\/\/\s*)*(?:%%%*(?:\s.*)?|<codecell>\s*|In\[[0-9 ]*\]:?\s*)$/;
const MAGIC = /^\s*(?:\/\/ |\/\/)*%{1,3}[a-zA-Z]/;
const ENCODING = /^[ \t\f]*\/\/.*?coding[:=][ \t]*[-_.a-zA-Z0-9]+/;

/**
 * @param path - names the file in the message of a UserError (an option that cannot be read).
 */
export function parsePercent(text: string, path = 'script'): Script {
  const lines = text
    .replace(/^\uFEFF/, '')
    .replace(/\r\n?/g, '\n')
    .split('\n');
  if (lines.at(-1) === '') lines.pop();
  const headerEnd = findHeaderEnd(lines);
  const header = lines.slice(0, headerEnd).join('\n');
  let position = headerEnd;
  if (headerEnd > 0 && lines[position] === '') position++;
  const cells: ScriptCell[] = [];
  while (position < lines.length) {
    const next = lines.findIndex((line, index) => index > position && isMarker(line));
    const end = next < 0 ? lines.length : next;
    const cell = parseCell(lines.slice(position, end), `${path}:${position + 1}`);
    const blankBeforeFirst = cells.length === 0 && cell.source === '' && !isMarker(lines[position]!);
    if (!blankBeforeFirst) cells.push(cell);
    position = end;
  }
  return { header, cells };
}

function parseCell(lines: string[], where: string): ScriptCell {
  const first = lines[0]!;
  const marked = isMarker(first);
  const marker: Marker = marked ? parseMarker(first, where) : { type: 'code', options: {} };
  const body = marked ? lines.slice(1) : lines;
  if (body.at(-1) === '') body.pop();
  const read = marker.type === 'code' ? unescapeCode : (line: string) => unescapeText(uncomment(line));
  return { ...marker, source: body.map(read).join('\n') };
}

/** The script's text; `parsePercent` gives the same cells back. */
export function formatPercent({ header, cells }: Script): string {
  const blocks = cells.map((cell, index) => {
    const lines = [formatMarker(cell), ...formatSource(cell)];
    const isLast = index === cells.length - 1;
    return isLast && lines.at(-1) !== '' ? lines : [...lines, ''];
  });
  const head = header === '' ? [] : [header, ''];
  return [...head, ...blocks.flat()].join('\n') + '\n';
}

function formatSource({ type, source }: ScriptCell): string[] {
  const lines = source.replace(/\r\n?/g, '\n').split('\n');
  if (type !== 'code') return lines.map((line) => comment(escapeText(line)));
  return source === '' ? [] : lines.map(escapeCode);
}

const comment = (line: string) => (line === '' ? '//' : `// ${line}`);
const uncomment = (line: string) => line.replace(/^\/\/ ?/, '');

const isTextLikeMarker = (line: string) => MARKER_BODY.test(line);
/** In code only a comment can be a marker. */
const isCodeLikeMarker = (line: string) => MARKER_BODY.test(line) && /^\s*\/\//.test(line);

const addPrefix = (line: string) => line.replace(/^\s*/, (indent) => `${indent}// `);
const dropPrefix = (line: string) => line.replace(/^(\s*)\/\/ ?/, '$1');

function escapeCode(line: string): string {
  return isCodeLikeMarker(line) || MAGIC.test(line) ? addPrefix(line) : line;
}

function unescapeCode(line: string): string {
  if (MAGIC.test(line)) return dropPrefix(line);
  const without = line.replace(/^(\s*)\/\/ /, '$1');
  return without !== line && isCodeLikeMarker(without) ? without : line;
}

const escapeText = (line: string) => (isTextLikeMarker(line) ? addPrefix(line) : line);

function unescapeText(line: string): string {
  const without = line.replace(/^(\s*)\/\/ /, '$1');
  return without !== line && isTextLikeMarker(without) ? without : line;
}

/** The number of lines of the header: an encoding line, then a block between two `// ---`. */
function findHeaderEnd(lines: string[]): number {
  let start = lines[0]?.startsWith('#!') ? 1 : 0;
  if (ENCODING.test(lines[start] ?? '') && !isMarker(lines[start]!)) start++;
  if (!/^\/\/ ?---\s*$/.test(lines[start] ?? '')) return start;
  for (let i = start + 1; i < lines.length && lines[i]!.startsWith('//'); i++) {
    if (/^\/\/ ?---\s*$/.test(lines[i]!)) return i + 1;
  }
  return start;
}
