/**
 * The compiler: a learner's cell from TypeScript to JavaScript that the runner can load.
 * It reads the code and never runs it, and reads no other file. Types are not checked here: a type error is advice,
 * apart from the result. Grading calls it in a confined process (compiler/compiler.ts).
 */
import { SourceMap } from 'node:module';
import ts from 'typescript';

export interface SyntaxProblem {
  /** From 1, in the cell. */
  line: number;
  column: number;
  message: string;
  /** The line of the cell. */
  text: string;
}

export interface CompiledCell {
  /** An expression: an async function of (exports, require, module) in which the cell's top-level `await` works. */
  code: string;
  /** The line of the cell (from 1) for a position in `code`, where it is known. */
  cellLine(line: number, column: number): number | undefined;
}

/** A cell in JavaScript, as plain data. */
export interface TranspiledCell {
  /** See `CompiledCell`. */
  code: string;
  /** The source map of `code` without what was put before it, as JSON. */
  map: string;
}

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.CommonJS,
  esModuleInterop: true,
  sourceMap: true,
  // As in the notebook, where no cell is made strict; the option to say so is called old, and still there.
  alwaysStrict: false,
  ignoreDeprecations: '6.0',
};

const HEADER = '(async function (exports, require, module) {';
/** Longer than any answer: a parser's time and memory grow with it. */
const LONGEST = 1_000_000;

/**
 * @param names - the top-level names to hand out, however the cell declares them (function, const, class, exported or not).
 */
export function transpileCell(
  source: string,
  names: readonly string[],
): TranspiledCell | { problems: SyntaxProblem[] } {
  if (source.length > LONGEST) return problemOfAll(`The cell is longer than ${LONGEST} characters.`);
  let output: ts.TranspileOutput;
  try {
    output = ts.transpileModule(source, {
      fileName: 'cell.ts',
      reportDiagnostics: true,
      compilerOptions: options,
    });
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown;
    // The parser is recursive: thousands of brackets inside each other exhaust its stack.
    return problemOfAll('The cell is nested too deep to be read.');
  }
  const problems = (output.diagnostics ?? []).map((diagnostic) => toProblem(diagnostic, source));
  if (problems.length > 0) return { problems };
  const handOut = names.map((name) => `if (typeof ${name} !== "undefined") exports.${name} = ${name};`);
  const body = output.outputText.replace(/^\/\/# sourceMappingURL=.*$/m, '');
  return { code: `${HEADER}${body}\n;${handOut.join('')}\n})`, map: output.sourceMapText! };
}

/** A problem without a place of its own. */
export const problemOfAll = (message: string): { problems: SyntaxProblem[] } => ({
  problems: [{ line: 1, column: 1, message, text: '' }],
});

/** Adds the way back from the code to the cell. */
export function withCellLines({ code, map }: TranspiledCell): CompiledCell {
  const lines = new SourceMap(JSON.parse(map) as ConstructorParameters<typeof SourceMap>[0]);
  return {
    code,
    cellLine: (line, column) => {
      const shift = line === 1 ? HEADER.length : 0;
      const entry = lines.findEntry(line - 1, Math.max(0, column - 1 - shift));
      return 'originalLine' in entry ? entry.originalLine + 1 : undefined;
    },
  };
}

/** In this process: for the reference, and for a learner's own checks on the learner's own machine. */
export function compileCell(
  source: string,
  names: readonly string[],
): CompiledCell | { problems: SyntaxProblem[] } {
  const transpiled = transpileCell(source, names);
  return 'problems' in transpiled ? transpiled : withCellLines(transpiled);
}

function toProblem(diagnostic: ts.Diagnostic, source: string): SyntaxProblem {
  const before = source.slice(0, diagnostic.start ?? 0).split('\n');
  return {
    line: before.length,
    column: before.at(-1)!.length + 1,
    message: ts.flattenDiagnosticMessageText(diagnostic.messageText, ' '),
    text: source.split('\n')[before.length - 1] ?? '',
  };
}
