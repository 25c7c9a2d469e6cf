/** Cells in, scripts out: types are checked against the cells before, and completion and inspection know them too. */
import { basename } from 'node:path';
import type { Completeness, Completion, Inspection } from '../outputs.js';
import { toCellScript } from './cellScript.js';
import { declarationsAfterFailure } from './declarations.js';
import { withoutExports } from './prepare.js';
import { locator, splitSourceMap, type Locate } from './sourceMap.js';
import { createTslab, type Diagnostic, type Tslab } from './tslab.js';

export interface Conversion {
  code: string;
  isAsync: boolean;
  /** Names of the values that the cell declares. */
  declared: string[];
  /** The name under which the value of the last expression is found, where there is one. */
  result: string | undefined;
  locate: Locate;
  /** The learner's own files that are new or changed, as CommonJS with the map inside. */
  files: { path: string; module: string }[];
  /** The declarations if the whole cell runs. */
  declarations: string;
}

export class CellConverter {
  /** Declarations of the cells so far. */
  private declarations = '';
  private readonly tslab: Tslab;

  constructor(cwd: string) {
    this.tslab = createTslab(cwd);
  }

  /** @param known - whether earlier cells declared this name. */
  convert(source: string, known: (name: string) => boolean): Conversion | { errors: Diagnostic[] } {
    const { ts, converter, files } = this.tslab;
    files.look();
    const cell = converter.convert(this.declarations, withoutExports(ts, source));
    if (cell.diagnostics.length > 0) return { errors: withoutDoubles(cell.diagnostics).map(withOurWords) };
    const { module, map } = splitSourceMap(cell.output ?? '');
    const script = toCellScript(ts, module, known, cell.lastExpressionVar);
    return {
      ...script,
      declared: script.declared.filter((name) => name !== cell.lastExpressionVar),
      result: cell.lastExpressionVar,
      // The converter puts one line above each cell.
      locate: locator(script, module, map, 1),
      files: (cell.sideOutputs ?? []).map(({ path, data }) => ({
        path,
        module: this.toCommonJs(path, data),
      })),
      declarations: cell.declOutput ?? '',
    };
  }

  /** The cell ran: later cells see what it declared, without the values that it did not reach. */
  accept(cell: Conversion, unreached: readonly string[]): void {
    const before = this.declarations;
    this.declarations =
      unreached.length === 0
        ? cell.declarations
        : declarationsAfterFailure(this.tslab.ts, before, cell.declarations, (name) =>
            unreached.includes(name),
          );
  }

  complete(code: string, cursor: number): Completion {
    const { candidates, start, end } = this.tslab.converter.complete(this.declarations, code, cursor);
    return { matches: candidates, cursorStart: start, cursorEnd: end };
  }

  inspect(code: string, cursor: number): Inspection {
    const found = this.inspectAt(code, cursor);
    if (found === undefined) return { found: false, data: {} };
    const parts = (list: readonly { text: string }[] | undefined) =>
      (list ?? []).map((part) => part.text).join('');
    const tags = (found.tags ?? []).map((tag) => `@${tag.name} ${parts(tag.text)}`.trimEnd());
    const text = [parts(found.displayParts), parts(found.documentation), tags.join('\n')];
    return { found: true, data: { 'text/plain': text.filter((part) => part !== '').join('\n\n') } };
  }

  isComplete(code: string): Completeness {
    const { completed, indent } = this.tslab.isCompleteCode(code);
    if (completed) return { status: this.hasSyntaxError(code) ? 'invalid' : 'complete' };
    return { status: 'incomplete', indent: indent ?? '' };
  }

  /** The name under the cursor, or the one that ends there. */
  private inspectAt(code: string, cursor: number) {
    const { converter } = this.tslab;
    const at = (position: number) =>
      converter.inspect(this.declarations, code, position) as
        ReturnType<typeof converter.inspect> | undefined;
    return at(cursor) ?? (cursor > 0 ? at(cursor - 1) : undefined);
  }

  private hasSyntaxError(code: string): boolean {
    const { ts } = this.tslab;
    const file = ts.createSourceFile(
      'cell.ts',
      `${code}\nexport {};`,
      ts.ScriptTarget.ESNext,
      false,
      ts.ScriptKind.TS,
    );
    const { parseDiagnostics } = file as typeof file & { parseDiagnostics: readonly unknown[] };
    return parseDiagnostics.length > 0;
  }

  private toCommonJs(path: string, module: string): string {
    const { ts } = this.tslab;
    return ts.transpileModule(module, {
      fileName: basename(path),
      compilerOptions: {
        module: ts.ModuleKind.CommonJS,
        esModuleInterop: true,
        target: ts.ScriptTarget.ES2022,
      },
    }).outputText;
  }
}

/** A cell is compiled twice, and the second time repeats some errors at other places. */
function withoutDoubles(errors: Diagnostic[]): Diagnostic[] {
  const seen = new Set<string>();
  return errors.filter(({ start, code, messageText }) => {
    const key = `${start.offset} ${code} ${messageText}`;
    return !seen.has(key) && seen.add(key);
  });
}

/** "File … is not under 'rootDir'": the folder is the notebook's, and nobody here has a `rootDir` to change. */
function withOurWords(error: Diagnostic): Diagnostic {
  if (error.code !== 6059) return error;
  const messageText =
    `A cell imports TypeScript files only from the notebook's folder, ${process.cwd()}, and the folders in it: ` +
    'move the file there, or make it a package.';
  return { ...error, messageText };
}
