/**
 * The marker line that begins a cell of a percent script, as Jupytext reads it:
 * `// %% A title [markdown] lang="zh" points=3`. Options are JSON values; `{"a": 1}` is read too.
 */
import { UserError } from '../errors.js';

export interface Marker {
  type: 'markdown' | 'code' | 'raw';
  title?: string;
  /** Number of further percent signs: `// %%%` is a cell below the one before it. */
  depth?: number;
  /** In the order of the line. A word without `=` has the value null. */
  options: Record<string, unknown>;
}

const MARKER = /^\s*\/\/\s*(?:%%(%*)(?:\s(.*)|\s*)|<codecell>\s*|In\[[0-9 ]*\]:?\s*)$/;
/** `%%%` without a space behind is a marker only as `%%`. */
const BARE_DEPTH = /^\s*\/\/\s*%%%+$/;
const KEY = /^[A-Za-z0-9_.@/-]+$/;
/** Line ends for Python but not for us: escaped inside of option values. */
const OTHER_LINE_ENDS = /[\u0085\u2028\u2029]/g;

export const isMarker = (line: string) => MARKER.test(line) && !BARE_DEPTH.test(line);

/** @param where - "path:line", for the message of a UserError. */
export function parseMarker(line: string, where: string): Marker {
  const match = MARKER.exec(line);
  if (match === null) throw new TypeError(`parseMarker: not a marker line: ${line}`);
  const rest = (match[2] ?? '').trim();
  const { head, options } = splitOptions(rest, where);
  const kind = /\[(markdown|md|raw)\]/.exec(head);
  const type = kind === null ? 'code' : kind[1] === 'raw' ? 'raw' : 'markdown';
  const written = (kind === null ? head : head.replace(kind[0], '')).trim();
  const { title = written, ...others } = options;
  const depth = (match[1] ?? '').length;
  return {
    type,
    ...(typeof title === 'string' && title !== '' ? { title } : {}),
    ...(depth > 0 ? { depth } : {}),
    options: others,
  };
}

function splitOptions(text: string, where: string): { head: string; options: Record<string, unknown> } {
  const brace = text.indexOf('{');
  const equals = text.indexOf('=');
  if (brace >= 0 && (equals < 0 || brace < equals)) {
    return { head: text.slice(0, brace), options: parseJsonOptions(text.slice(brace), where) };
  }
  if (equals < 0) return { head: text, options: {} };
  const start = /\S+\s*$/.exec(text.slice(0, equals))?.index ?? 0;
  return { head: text.slice(0, start), options: parsePairs(text.slice(start), where) };
}

function parseJsonOptions(text: string, where: string): Record<string, unknown> {
  const value = tryJson(text);
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw new UserError(`${where}: the cell's options are not valid JSON: ${text}`);
}

function parsePairs(text: string, where: string): Record<string, unknown> {
  const options: Record<string, unknown> = {};
  let rest = text.trim();
  while (rest !== '') {
    const key = /^([A-Za-z0-9_.@/-]+)(\s*=\s*|\s+|$)/.exec(rest);
    if (key === null) throw badOption(rest, where);
    rest = rest.slice(key[0].length);
    if (!key[0].includes('=')) {
      options[key[1]!] = null;
      continue;
    }
    const end = valueEnd(rest);
    options[key[1]!] = parseValue(rest.slice(0, end), where);
    rest = rest.slice(end).trimStart();
  }
  return options;
}

/** Where the value at the beginning of `text` ends: at the first space outside of quotes and brackets. */
function valueEnd(text: string): number {
  let quote = '';
  let nesting = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    if (quote !== '') {
      if (char === '\\') i++;
      else if (char === quote) quote = '';
    } else if (char === '"' || char === "'") quote = char;
    else if (char === '[' || char === '{') nesting++;
    else if (char === ']' || char === '}') nesting--;
    else if (char === ' ' && nesting === 0) return i;
  }
  return text.length;
}

function parseValue(text: string, where: string): unknown {
  const single = /^'((?:[^'\\]|\\['\\])*)'$/.exec(text);
  if (single !== null) return single[1]!.replace(/\\(['\\])/g, '$1');
  const python: Record<string, unknown> = { True: true, False: false, None: null };
  if (text in python) return python[text];
  const value = tryJson(text);
  if (value === undefined) throw badOption(text, where);
  return value;
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined; // JSON has no undefined: the caller says what is wrong, with the place.
  }
}

const badOption = (text: string, where: string) =>
  new UserError(`${where}: cannot read the cell option "${text}"; write name="text" or name=3.`);

/** The marker's line. `parseMarker` gives the same marker back. */
export function formatMarker({ type, title = '', depth = 0, options }: Marker): string {
  const plain = title === '' || isPlainTitle(title);
  const all = plain ? options : { title, ...options };
  const words = [
    `// %%${'%'.repeat(depth)}`,
    ...(plain && title !== '' ? [title] : []),
    ...(type === 'code' ? [] : [`[${type}]`]),
    ...formatOptions(all),
  ];
  return words.join(' ') + (depth > 0 && words.length === 1 ? ' ' : '');
}

/** A title that Jupytext reads back: no `=`, `{` or `[`, single spaces, no word that begins with a dot at its end. */
const isPlainTitle = (title: string) =>
  /^[^\s={}[\]%]+(?: [^\s={}[\]]+)*$/u.test(title) &&
  !/(?:^| )\.[^ ]*$/.test(title) &&
  !/[\p{Cc}]/u.test(title);

function formatOptions(options: Record<string, unknown>): string[] {
  const entries = Object.entries(options);
  if (entries.every(([key]) => KEY.test(key))) {
    return entries.map(([key, value]) => `${key}=${formatValue(value)}`);
  }
  return [formatValue(options)];
}

const formatValue = (value: unknown) =>
  JSON.stringify(value).replace(
    OTHER_LINE_ENDS,
    (c) => '\\u' + c.charCodeAt(0).toString(16).padStart(4, '0'),
  );
