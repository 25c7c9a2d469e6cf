/**
 * The compiler: a learner's cell from TypeScript to JavaScript that the runner can load.
 * It reads the code and never runs it. Types are not checked here: a type error is advice, apart from the result.
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

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.CommonJS,
  esModuleInterop: true,
  sourceMap: true,
  // As in the notebook, where no cell is made strict; the option to say so is called old, and still there.
  alwaysStrict: false,
  ignoreDeprecations: '6.0',
};

/**
 * @param names - the top-level names to hand out, however the cell declares them (function, const, class, exported or not).
 */
export function compileCell(
  source: string,
  names: readonly string[],
): CompiledCell | { problems: SyntaxProblem[] } {
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
    return {
      problems: [{ line: 1, column: 1, message: 'The cell is nested too deep to be read.', text: '' }],
    };
  }
  const problems = (output.diagnostics ?? []).map((diagnostic) => toProblem(diagnostic, source));
  if (problems.length > 0) return { problems };
  const header = '(async function (exports, require, module) {';
  const handOut = names.map((name) => `if (typeof ${name} !== "undefined") exports.${name} = ${name};`);
  const body = output.outputText.replace(/^\/\/# sourceMappingURL=.*$/m, '');
  const map = new SourceMap(JSON.parse(output.sourceMapText!) as ConstructorParameters<typeof SourceMap>[0]);
  return {
    code: `${header}${body}\n;${handOut.join('')}\n})`,
    cellLine: (line, column) => {
      const shift = line === 1 ? header.length : 0;
      const entry = map.findEntry(line - 1, Math.max(0, column - 1 - shift));
      return 'originalLine' in entry ? entry.originalLine + 1 : undefined;
    },
  };
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
