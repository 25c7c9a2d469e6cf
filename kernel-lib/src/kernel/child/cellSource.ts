/** A cell as it was written, read before it is checked: can it be parsed, what does it declare, has it a result? */
import ts from 'typescript';
import { diagnostic, type Diagnostic } from './diagnostics.js';
import { Edits } from './edits.js';
import { TARGET } from './options.js';
import { localNames } from './scopes.js';

export interface CellSource {
  /** What TypeScript gets: every position is that of the cell, and a line below exports all names. */
  text: string;
  /** Names that the cell declares at its top level: values and types, imported ones too. */
  names: Set<string>;
  /** The names of top-level `using`: disposed when the cell ends, and unknown to later cells. */
  using: Set<string>;
  /** Whether the last statement is an expression. */
  hasResult: boolean;
}

export function readCell(code: string): CellSource | { errors: Diagnostic[] } {
  const file = parse(code);
  const errors = errorsIn(file);
  if (errors.length > 0)
    return { errors: jsxError(code) ?? errors.map((error) => diagnostic(error, code.length)) };
  const text = withoutExports(file);
  // Read again: what was exported from elsewhere is imported now.
  const plain = text === code ? file : parse(text);
  const names = new Set(localNames(plain));
  return {
    // Exported, nothing is left out of the emitted module and its declarations as unused.
    text: `${text}\nexport {${[...names].join(', ')}};`,
    names,
    using: usingNames(plain),
    hasResult: hasResult(plain),
  };
}

export function syntaxErrors(code: string): readonly ts.DiagnosticWithLocation[] {
  return errorsIn(parse(code));
}

function parse(code: string): ts.SourceFile {
  const how = { languageVersion: TARGET, setExternalModuleIndicator: asModule };
  return ts.createSourceFile('cell.ts', code, how, true, ts.ScriptKind.TS);
}

/** Only a module may await at its top level. */
function asModule(file: ts.SourceFile): void {
  (file as ts.SourceFile & { externalModuleIndicator: boolean }).externalModuleIndicator = true;
}

function errorsIn(file: ts.SourceFile): readonly ts.DiagnosticWithLocation[] {
  return (file as ts.SourceFile & { parseDiagnostics: ts.DiagnosticWithLocation[] }).parseDiagnostics;
}

/**
 * Everything in a cell is visible to later cells, so `export` before a declaration changes nothing: it goes.
 * `export { a } from 'm'` makes `a` visible: it is an import.
 */
function withoutExports(file: ts.SourceFile): string {
  const edits = new Edits(file.text);
  for (const statement of file.statements) {
    if (ts.isExportDeclaration(statement)) {
      if (statement.moduleSpecifier === undefined) edits.blank(statement.getStart(), statement.end);
      else importInstead(statement, edits);
    } else if (ts.isExportAssignment(statement) && statement.isExportEquals !== true) {
      edits.blank(statement.getStart(), statement.expression.getStart());
    } else if (ts.canHaveModifiers(statement)) {
      blankModifiers(statement, edits);
    }
  }
  return edits.apply().text;
}

/** `export` and `import` have the same length, so nothing moves. `export * from 'm'` only loads m. */
function importInstead(statement: ts.ExportDeclaration, edits: Edits): void {
  const { exportClause, isTypeOnly, moduleSpecifier } = statement;
  const start = statement.getStart();
  if (exportClause === undefined && isTypeOnly) return edits.blank(start, statement.end);
  const afterwards = start + 'export'.length;
  edits.replace(start, afterwards, 'import');
  if (exportClause === undefined) edits.blank(afterwards, moduleSpecifier!.getStart());
  else if (ts.isNamedExports(exportClause)) {
    // `default` is no name that a cell could use.
    exportClause.elements.forEach(({ name, end }, i, all) => {
      const element = all[i]!;
      if (name.text === 'default') edits.blank(element.getStart(), all[i + 1]?.getStart() ?? end);
    });
  }
}

function blankModifiers(statement: ts.HasModifiers, edits: Edits): void {
  const kinds = [ts.SyntaxKind.ExportKeyword, ts.SyntaxKind.DefaultKeyword];
  const isNameless = ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement);
  for (const modifier of ts.getModifiers(statement) ?? []) {
    if (!kinds.includes(modifier.kind)) continue;
    // `export default function () {}` is an expression once nothing exports it.
    if (isNameless && statement.name === undefined && modifier.kind === ts.SyntaxKind.DefaultKeyword) {
      edits.replace(modifier.getStart(), modifier.end, '      (');
      edits.insert(statement.end, ')');
    } else edits.blank(modifier.getStart(), modifier.end);
  }
}

function usingNames(file: ts.SourceFile): Set<string> {
  const names = new Set<string>();
  for (const statement of file.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    const { flags, declarations } = statement.declarationList;
    // `await using` has this bit too.
    if ((flags & ts.NodeFlags.BlockScoped) < ts.NodeFlags.Using) continue;
    for (const { name } of declarations) if (ts.isIdentifier(name)) names.add(name.text);
  }
  return names;
}

function hasResult(file: ts.SourceFile): boolean {
  const runs = file.statements.filter(
    (one) => !ts.isInterfaceDeclaration(one) && !ts.isTypeAliasDeclaration(one),
  );
  const last = runs.findLast((one) => !ts.isEmptyStatement(one));
  return last !== undefined && ts.isExpressionStatement(last);
}

/** One sentence in place of TypeScript's dozen about `<` and `>`. */
function jsxError(code: string): Diagnostic[] | undefined {
  if (!/<[\w>]/.test(code)) return undefined;
  const file = ts.createSourceFile('cell.tsx', code, TARGET, true, ts.ScriptKind.TSX);
  if (errorsIn(file).length > 0) return undefined;
  const find = (node: ts.Node): ts.Node | undefined =>
    ts.isJsxElement(node) || ts.isJsxSelfClosingElement(node) || ts.isJsxFragment(node)
      ? node
      : ts.forEachChild(node, find);
  const element = find(file);
  if (element === undefined) return undefined;
  const messageText =
    'A cell takes no JSX: write the element in a .tsx file and import it, or build HTML as text.';
  const start = element.getStart();
  const error = { file, start, length: element.end - start, messageText, code: 17004 };
  return [diagnostic({ ...error, category: ts.DiagnosticCategory.Error }, code.length)];
}
