/** Errors as a learner reads them: what went wrong, and the learner's own lines that led there. */
import { inspect } from 'node:util';
import type { CellError } from '../outputs.js';
import { IMPORT, SCOPE } from './cellScript.js';
import type { Locate } from './sourceMap.js';
import type { Diagnostic } from './tslab.js';

/** What is kept of each cell to show its lines. */
export interface CellSource {
  code: string;
  executionCount: number;
  locate: Locate;
}

const fileName = (cell: number) => `blossom-cell-${cell}`;
const frame = /^\s+at (?:(?:async )?(.*?) \()?blossom-cell-(\d+):(\d+):(\d+)\)?$/;

export class CellErrors {
  private readonly sources = new Map<number, CellSource>();

  /** The name under which V8 runs the cell. */
  register(cell: number, source: CellSource): string {
    this.sources.set(cell, source);
    return fileName(cell);
  }

  describe(thrown: unknown): CellError {
    if (!isError(thrown)) {
      const evalue = typeof thrown === 'string' ? thrown : inspect(thrown);
      return { ename: 'Thrown', evalue, traceback: [`Thrown: ${evalue}`] };
    }
    const ename = nameOf(thrown);
    const evalue = readable(thrown.message);
    return { ename, evalue, traceback: this.traceback(thrown, `${ename}: ${evalue}`) };
  }

  private traceback(error: Error, title: string): string[] {
    const lines = [title, ...this.frames(error)];
    const fields = Object.entries(error).filter(([key]) => key !== 'name' && key !== 'cause');
    if (fields.length > 0) lines.push(`  with ${inspect(Object.fromEntries(fields), { depth: 2 })}`);
    for (const one of error instanceof AggregateError ? error.errors : []) {
      lines.push(...indented(this.describe(one).traceback));
    }
    if (error.cause !== undefined && error.cause !== error) {
      lines.push('Caused by:', ...indented(this.describe(error.cause).traceback));
    }
    return lines;
  }

  /** The frames in cells, with the first one's line of source; all others only where there is none. */
  private frames(error: Error): string[] {
    const stack = typeof error.stack === 'string' ? error.stack.split('\n') : [];
    const shown: string[] = [];
    for (const line of stack) {
      const found = frame.exec(line);
      if (found === null) continue;
      const [, name, cell, row, column] = found;
      const source = this.sources.get(Number(cell));
      const position = source?.locate(Number(row), Number(column));
      if (source === undefined || position === undefined) continue;
      const where = `cell [${source.executionCount}] line ${position.line} column ${position.column}`;
      const inside = name === undefined || /^(eval|<anonymous>|)$/.test(name) ? '' : `${readable(name)}, `;
      shown.push(`    at ${inside}${where}`);
      if (shown.length === 1) shown.push(sourceLine(source.code, position.line, position.column));
    }
    if (shown.length > 0) return shown;
    return stack.filter(isInPackage).slice(0, 5);
  }
}

/** A frame in somebody's file: not in Node, not in the kernel. */
function isInPackage(line: string): boolean {
  return /^\s+at .*(\/|\\)/.test(line) && !line.includes('node:') && !line.includes(__dirname);
}

/** A cell that TypeScript refuses: its own words, at line and column. */
export function describeDiagnostics(code: string, errors: readonly Diagnostic[]): CellError {
  const titles = errors.map(({ fileName: file, start, code: number, messageText }) => {
    const where = `${file === undefined ? '' : `${file} `}line ${start.line + 1} column ${start.character + 1}`;
    return `${where}: ${messageText} (TS${number})`;
  });
  const traceback = errors.flatMap((error, i) =>
    error.fileName === undefined
      ? [titles[i]!, sourceLine(code, error.start.line + 1, error.start.character + 1)]
      : [titles[i]!],
  );
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
  return thrown instanceof Error || Object.prototype.toString.call(thrown) === '[object Error]';
}

/** The class where the error has no name of its own. */
function nameOf(error: Error): string {
  const own = typeof error.name === 'string' ? error.name : 'Error';
  return own === 'Error' && error.constructor?.name ? error.constructor.name : own;
}

/** Without the names that compiling put in: `(0 , __cell.f) is not a function`. */
function readable(message: string): string {
  return String(message)
    .replace(new RegExp(`\\(0 ?, ?${SCOPE}\\.([\\w$]+)\\)`, 'g'), '$1')
    .replaceAll(`${SCOPE}.`, '')
    .replace(new RegExp(`\\b${IMPORT}\\b`, 'g'), 'import');
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => line.replace(/^/gm, '  '));
}
