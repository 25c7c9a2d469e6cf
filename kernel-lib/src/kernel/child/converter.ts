/** Cells in, scripts out: types are checked against the cells before, and completion and inspection know them too. */
import ts from 'typescript';
import type { Completeness, Completion, Inspection } from '../outputs.js';
import { readCell } from './cellSource.js';
import { RESULT, toCellScript } from './cellScript.js';
import { completeAt, isInModuleName } from './completion.js';
import { completenessOf } from './completeness.js';
import { Declarations } from './declarations.js';
import { diagnosticsOf, isAboutDecorator, type Diagnostic } from './diagnostics.js';
import { inspectAt } from './inspection.js';
import { Language, type Opened } from './language.js';
import { OwnFiles, type CompiledFile } from './ownFiles.js';
import { locator, splitSourceMap, type Locate } from './sourceMap.js';

export interface Conversion {
  code: string;
  isAsync: boolean;
  /** Names of the values that the cell declares. */
  declared: string[];
  /** The name under which the value of the last expression is found, where there is one. */
  result: string | undefined;
  locate: Locate;
  /** The learner's own files that are new or changed. */
  files: CompiledFile[];
  /** What the cell declares, as the text of a declaration file. */
  declarations: string;
  /** Names that no later cell sees. */
  using: ReadonlySet<string>;
}

export class CellConverter {
  readonly language: Language;
  private readonly declarations = new Declarations();
  private readonly files: OwnFiles;

  constructor(private readonly cwd: string) {
    this.language = new Language(cwd);
    this.files = new OwnFiles(this.language);
  }

  /** @param known - whether earlier cells declared this name. */
  convert(source: string, known: (name: string) => boolean): Conversion | { errors: Diagnostic[] } {
    const cell = readCell(source);
    if ('errors' in cell) return cell;
    const check = () =>
      this.language.with(this.declarations.text, cell.text, (opened) => this.check(opened, source.length));
    let checked = check();
    if (checked.errors.some(isAboutDecorator)) {
      const legacy = this.language.withLegacyDecorators(check);
      if (!legacy.errors.some(isAboutDecorator)) checked = legacy;
    }
    if (checked.errors.length > 0) return { errors: checked.errors };
    const { module, map } = splitSourceMap(checked.script);
    const script = toCellScript(module, {
      own: (name) => cell.names.has(name) && !cell.using.has(name),
      known,
      hasResult: cell.hasResult,
    });
    return {
      ...script,
      result: cell.hasResult ? RESULT : undefined,
      locate: locator(script, module, map),
      files: this.files.changed(checked.imported),
      declarations: checked.declarations,
      using: cell.using,
    };
  }

  /** The cell ran: later cells see what it declared, without the values that it did not reach. */
  accept(cell: Conversion, unreached: readonly string[]): void {
    this.declarations.add(cell.declarations, (name) => cell.using.has(name) || unreached.includes(name));
  }

  complete(code: string, cursor: number): Completion {
    // TypeScript offers the modules that it has read.
    if (isInModuleName(code, cursor)) this.language.nodeTypes.growWhole();
    return this.language.with(this.declarations.text, code, () => completeAt(this.language, code, cursor));
  }

  inspect(code: string, cursor: number): Inspection {
    return this.language.with(this.declarations.text, code, () => inspectAt(this.language, cursor));
  }

  isComplete(code: string): Completeness {
    return completenessOf(code);
  }

  /** All that needs types. @param length - of the cell as it was written. */
  private check({ program, file }: Opened, length: number) {
    const imported = this.files.importedBy(file, program);
    const errors = diagnosticsOf(program, file, imported, length, this.cwd);
    if (errors.length > 0) return { errors, imported, script: '', declarations: '' };
    const script = this.emit('.js');
    return { errors, imported, script, declarations: this.emit('.d.ts') + nestedVariables(program, file) };
  }

  /**
   * Declarations are forced: TypeScript writes none where one type has a name that cannot be imported
   * (`const fs = await import('fs')`), and later cells would then know nothing of this cell.
   */
  private emit(ending: '.js' | '.d.ts'): string {
    const isTypes = ending === '.d.ts';
    const { service, cell } = this.language;
    const { outputFiles } = service.getEmitOutput(cell, isTypes, isTypes);
    return outputFiles.find(({ name }) => name.endsWith(ending))?.text ?? '';
  }
}

/** `var` in a block or a loop is a variable of the whole cell, which TypeScript leaves out of the declarations. */
function nestedVariables(program: ts.Program, file: ts.SourceFile): string {
  const checker = program.getTypeChecker();
  const declared: string[] = [];
  for (const [, symbol] of (file as ts.SourceFile & { locals: Map<ts.__String, ts.Symbol> }).locals) {
    const node = symbol.valueDeclaration;
    if (node === undefined || !isVariable(node)) continue;
    const statement = ts.findAncestor(node, (one) => ts.isVariableDeclarationList(one))?.parent;
    if (statement === undefined || (ts.isVariableStatement(statement) && statement.parent === file)) continue;
    const type = checker.typeToString(checker.getTypeOfSymbol(symbol), file, ts.TypeFormatFlags.NoTruncation);
    declared.push(`declare var ${symbol.name}: ${type};\n`);
  }
  return declared.join('');
}

const isVariable = (node: ts.Node) => ts.isVariableDeclaration(node) || ts.isBindingElement(node);
