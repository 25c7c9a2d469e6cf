/** Errors as a learner reads them: what went wrong, and the learner's own lines that led there. */
import { types } from 'node:util';
import { attempt, cutText, inspectText, more } from '../../display/inspectText.js';
import type { CellError } from '../outputs.js';
import { readable, type CellSources } from './cellSources.js';
import type { Diagnostic } from './diagnostics.js';
import { freeMemory } from './memory.js';

/** `    at name (cell [3]:2:7)`; `stacks.ts` has put the positions of the cell as it was written there. */
const frame = /^\s+at (?:(?:async )?(.*?) \()?(cell \[(\d+)\](?:#\d+)?):(\d+):(\d+)\)?$/;

/** Characters of a message. */
const MOST_MESSAGE = 10_000;
/** Frames of one error, errors of one `AggregateError`. */
const MOST_LISTED = 20;
/** Errors in all, with those that are causes or parts of others. */
const MOST_ERRORS = 30;

/** What V8 and Node say where a typed array or a buffer found no memory; all variables are still there. */
const noMemory = /^(Array buffer allocation failed|Failed to allocate memory)$/;
const FULL = '    (The memory is full: keep less data in variables, or work in smaller pieces.)';

export class CellErrors {
  constructor(private readonly cells: CellSources) {}

  /** Never fails, whatever was thrown. */
  describe(thrown: unknown): CellError {
    return this.describeOne(thrown, new Set());
  }

  /** @param seen - the errors described so far: each is described once, so circles end. */
  private describeOne(thrown: unknown, seen: Set<unknown>): CellError {
    if (!isError(thrown)) return describeOther(thrown, seen.size === 0);
    const ename = nameOf(thrown);
    const evalue = messageOf(thrown);
    const title = evalue === '' ? ename : `${ename}: ${evalue}`;
    if (seen.has(thrown) || seen.size >= MOST_ERRORS) return { ename, evalue, traceback: [title, '  …'] };
    seen.add(thrown);
    const isFull = noMemory.test(evalue);
    if (isFull) freeMemory();
    const below = (other: unknown) => indented(this.describeOne(other, seen).traceback);
    const traceback = [
      title,
      ...this.frames(thrown),
      ...(isFull ? [FULL] : []),
      ...fieldsOf(thrown),
      ...errorsOf(thrown, below),
      ...causeOf(thrown, below),
    ];
    return { ename, evalue, traceback };
  }

  /** The frames in cells, with the first one's line of source; all others only where there is none. */
  private frames(error: Error): string[] {
    const text = attempt(() => error.stack);
    const stack = typeof text === 'string' ? text.split('\n') : [];
    const shown: string[] = [];
    let frames = 0;
    for (const line of stack) {
      const found = frame.exec(line);
      if (found === null) continue;
      const [, name, file = '', count, row, column] = found;
      const source = this.cells.get(file);
      if (source === undefined) continue;
      frames += 1;
      if (frames > MOST_LISTED) continue;
      const where = `cell [${count}] line ${row} column ${column}`;
      const inside = name === undefined || /^(eval|<anonymous>|)$/.test(name) ? '' : `${readable(name)}, `;
      shown.push(`    at ${inside}${where}`);
      if (frames === 1) shown.push(sourceLine(source.code, Number(row), Number(column)));
    }
    if (frames > MOST_LISTED) shown.push(`    … ${more(frames - MOST_LISTED, 'line')}`);
    if (frames > 0) return shown;
    return stack.filter(isInPackage).slice(0, 5);
  }
}

/** @param isWhole - false for the cause of an error: that one was not thrown. */
function describeOther(value: unknown, isWhole: boolean): CellError {
  const evalue = typeof value === 'string' ? cutText(value, MOST_MESSAGE) : inspectText(value);
  if (!isWhole) return { ename: 'Thrown', evalue, traceback: [evalue] };
  const remark = '    (Only an Error knows its line: throw new Error("…") instead.)';
  return { ename: 'Thrown', evalue, traceback: [`Thrown: ${evalue}`, remark] };
}

/** What a class of errors adds to each error. */
function fieldsOf(error: Error): string[] {
  const hidden = new Set(['name', 'message', 'stack', 'cause', 'errors']);
  const keys = (attempt(() => Object.keys(error)) ?? []).filter((key) => !hidden.has(key));
  if (keys.length === 0) return [];
  const fields = Object.fromEntries(keys.map((key) => [key, attempt(() => error[key as keyof Error])]));
  return indented([`with ${inspectText(fields, { depth: 2, maxStringLength: 1000 })}`]);
}

/** The errors that an `AggregateError` stands for. */
function errorsOf(error: Error, describe: (one: unknown) => string[]): string[] {
  const errors = attempt(() => (error as Partial<AggregateError>).errors);
  if (!Array.isArray(errors)) return [];
  const lines = errors.slice(0, MOST_LISTED).flatMap(describe);
  return errors.length > MOST_LISTED
    ? [...lines, `  … ${more(errors.length - MOST_LISTED, 'error')}`]
    : lines;
}

function causeOf(error: Error, describe: (one: unknown) => string[]): string[] {
  const cause = attempt(() => error.cause);
  return cause === undefined ? [] : ['Caused by:', ...describe(cause)];
}

/** A frame in somebody's file: not in Node. */
function isInPackage(line: string): boolean {
  return /^\s+at .*(\/|\\)/.test(line) && !line.includes('node:');
}

/** A cell that TypeScript refuses: its own words, at line and column. */
export function describeDiagnostics(code: string, errors: readonly Diagnostic[]): CellError {
  const titles = errors.map(({ fileName: file, line, character, message, code: number }) => {
    const where = `${file === undefined ? '' : `${file} `}line ${line + 1} column ${character + 1}`;
    return `${where}: ${message} (TS${number})`;
  });
  const traceback = errors.flatMap(({ fileName, line, character, reasons }, i) => [
    titles[i]!,
    ...reasons,
    ...(fileName === undefined ? [sourceLine(code, line + 1, character + 1)] : []),
  ]);
  const isSyntax = errors.some((error) => error.code < 2000);
  return { ename: isSyntax ? 'SyntaxError' : 'TypeScriptError', evalue: titles[0]!, traceback };
}

/** The line, and a caret under the column. */
function sourceLine(code: string, line: number, column: number): string {
  const text = (code.split(/\r?\n/)[line - 1] ?? '').slice(0, 200);
  const margin = `${String(line).padStart(7)} | `;
  if (column > text.length + 1) return `${margin}${text}`;
  const gap = text.slice(0, column - 1).replace(/[^\t]/g, ' ');
  return `${margin}${text}\n${' '.repeat(margin.length)}${gap}^`;
}

/** Also an error of another realm, such as one from `vm`. */
function isError(thrown: unknown): thrown is Error {
  return attempt(() => thrown instanceof Error || types.isNativeError(thrown)) === true;
}

/** The class where the error has no name of its own. */
function nameOf(error: Error): string {
  const given = attempt(() => error.name);
  const own = typeof given === 'string' && given !== '' ? given : 'Error';
  const of = attempt(() => error.constructor.name);
  return cutText(own === 'Error' && typeof of === 'string' && of !== '' ? of : own, 200);
}

function messageOf(error: Error): string {
  const text = attempt(() => String(error.message));
  return text === undefined ? '(its message cannot be read)' : cutText(readable(text), MOST_MESSAGE);
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => line.replace(/^/gm, '  '));
}
