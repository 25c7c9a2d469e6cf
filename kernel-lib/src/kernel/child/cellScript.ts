/**
 * From the ES module that TypeScript makes of a cell to the script that runs.
 *
 * Everything that a cell declares at its top level lives on one object, `__cell`, and each use reads or writes it
 * there. So a variable that a later cell changes or declares anew is the variable that earlier functions see:
 *
 *     let c = 0; function inc() { return ++c; }   →   __cell.c = 0; function inc() { return ++__cell.c; }
 *
 * Imports become calls of `__import`, `export` disappears. No line moves, so only columns need translating.
 * Helpers that TypeScript adds, and what a top-level `using` declares, stay variables of the script.
 */
import ts from 'typescript';
import { Edits } from './edits.js';
import { bind, hasTopLevelAwait, isInner, isReference } from './scopes.js';
import { stringify } from '../json.js';

/** The variables of all cells, by name. */
export const SCOPE = '__cell';
/** Loads a module for an import declaration or `import()`. */
export const IMPORT = '__import';
/** Where the value of the last expression is found among the variables: no name that a cell could use. */
export const RESULT = 'the result';

export interface CellScript {
  code: string;
  isAsync: boolean;
  /** Names of the values that the cell declares. */
  declared: string[];
  /** Where an offset in `code` was in the module. */
  originalOffset(offset: number): number;
}

/** What is known of the cell from which the module was made. */
export interface CellNames {
  /** Whether the cell itself declares this name, for later cells to see. */
  own(name: string): boolean;
  /** Whether earlier cells declared it. */
  known(name: string): boolean;
  /** Whether the value of the last expression is the cell's result. */
  hasResult: boolean;
}

/** @param module - JavaScript with imports and exports. */
export function toCellScript(module: string, names: CellNames): CellScript {
  // `export {}` makes the parser read `await` as the keyword everywhere.
  const text = `${module}\nexport {};`;
  const file = ts.createSourceFile('cell.js', text, ts.ScriptTarget.ESNext, true, ts.ScriptKind.JS);
  const writer = new ScriptWriter(file, names);
  const { text: code, originalOffset } = writer.write();
  return { code, isAsync: hasTopLevelAwait(file), declared: [...writer.declared], originalOffset };
}

class ScriptWriter {
  readonly declared: Set<string>;
  private readonly edits: Edits;
  private readonly locals: ReturnType<typeof bind>;
  private readonly result: ts.ExpressionStatement | undefined;

  constructor(
    private readonly file: ts.SourceFile,
    private readonly names: CellNames,
  ) {
    this.edits = new Edits(file.text);
    this.locals = bind(file);
    const all = [...this.locals.keys()].map((name) => ts.unescapeLeadingUnderscores(name));
    this.declared = new Set(all.filter((name) => names.own(name)));
    this.result = names.hasResult ? lastExpression(file.statements) : undefined;
  }

  write() {
    const { file, edits } = this;
    // Functions are there before the first statement runs.
    for (const statement of file.statements) {
      if (!ts.isFunctionDeclaration(statement) || statement.name === undefined) continue;
      if (this.declared.has(statement.name.text)) {
        edits.insert(0, `${SCOPE}.${statement.name.text} = ${statement.name.text}; `);
      }
    }
    for (const statement of file.statements) this.writeStatement(statement);
    return edits.apply();
  }

  private writeStatement(statement: ts.Statement): void {
    const { edits } = this;
    if (ts.isExportDeclaration(statement)) edits.blank(statement.getStart(), statement.end);
    else if (ts.isImportDeclaration(statement)) this.writeImport(statement);
    else {
      this.visit(statement);
      if (ts.isClassDeclaration(statement) && this.isDeclared(statement.name)) {
        edits.insert(statement.end, ` ${SCOPE}.${statement.name.text} = ${statement.name.text};`);
      }
    }
  }

  private isDeclared(name: ts.Node | undefined): name is ts.Identifier {
    return name !== undefined && ts.isIdentifier(name) && this.declared.has(name.text);
  }

  private writeImport(statement: ts.ImportDeclaration): void {
    const from = `${IMPORT}(${statement.moduleSpecifier.getText()}`;
    const names = importedNames(statement);
    const assignments = names.map(
      ([local, imported]) => `${SCOPE}.${local} = ${from}, ${stringify(imported)});`,
    );
    const text = assignments.length > 0 ? assignments.join(' ') : `${from});`;
    this.edits.replace(statement.getStart(), statement.end, text);
  }

  /**
   * `let a = 1, {b} = c;` becomes `(__cell.a = 1, {b: __cell.b} = c);`, and what stays a variable of the script is
   * declared before it. `for (var a of b)` becomes `for (__cell.a of b)`.
   */
  private writeVariables(list: ts.VariableDeclarationList): void {
    const { edits } = this;
    const isStatement = ts.isVariableStatement(list.parent);
    const names = list.declarations.map(({ name }) => name);
    const others = names.filter((name) => ts.isIdentifier(name) && !this.declared.has(name.text));
    const before = others.length > 0 ? `var ${others.map((name) => name.getText()).join(', ')}; ` : '';
    edits.replace(list.getStart(), names[0]!.getStart(), isStatement ? `${before}(` : '');
    for (const { name, initializer } of list.declarations) {
      this.writePattern(name);
      if (initializer !== undefined) this.writeInitializer(name, initializer);
    }
    if (isStatement) edits.replace(list.end, Math.max(list.end, list.parent.end), ');');
  }

  /** Whether the list declares variables of the cell: at its top level, or `var` in a block or a loop there. */
  private declaresOwn(list: ts.VariableDeclarationList): boolean {
    const isTop = ts.isVariableStatement(list.parent) && ts.isSourceFile(list.parent.parent);
    if (!isTop && (list.flags & ts.NodeFlags.BlockScoped) !== 0) return false;
    const isInFunction = (node: ts.Node): boolean =>
      ts.isFunctionLike(node) || ts.isClassStaticBlockDeclaration(node);
    for (let node: ts.Node = list; !ts.isSourceFile(node); node = node.parent)
      if (isInFunction(node)) return false;
    return list.declarations.some(({ name }) => !ts.isIdentifier(name) || this.declared.has(name.text));
  }

  /** An assignment to a property gives a function no name, as a declaration would: an object literal does. */
  private writeInitializer(name: ts.BindingName, value: ts.Expression): void {
    const { edits } = this;
    const nameless =
      ts.isArrowFunction(value) ||
      ((ts.isFunctionExpression(value) || ts.isClassExpression(value)) && value.name === undefined);
    if (!nameless || !ts.isIdentifier(name) || !this.declared.has(name.text)) return this.visit(value);
    edits.insert(value.getStart(), `{ ${name.text}: `);
    this.visit(value);
    edits.insert(value.end, ` }.${name.text}`);
  }

  /** A declaring pattern becomes one that assigns. */
  private writePattern(pattern: ts.BindingName): void {
    const { edits } = this;
    if (ts.isIdentifier(pattern)) {
      if (this.declared.has(pattern.text)) edits.insert(pattern.getStart(), `${SCOPE}.`);
      return;
    }
    for (const element of pattern.elements) {
      if (!ts.isBindingElement(element)) continue;
      const short = ts.isObjectBindingPattern(pattern) && element.propertyName === undefined;
      if (short && element.dotDotDotToken === undefined) {
        edits.insert(element.name.getStart(), `${element.name.getText()}: `);
      } else if (element.propertyName !== undefined) this.visit(element.propertyName);
      this.writePattern(element.name);
      if (element.initializer !== undefined) this.visit(element.initializer);
    }
  }

  private visit(node: ts.Node): void {
    const { edits } = this;
    if (ts.isIdentifier(node)) return this.writeIdentifier(node);
    if (ts.isVariableDeclarationList(node) && this.declaresOwn(node)) return this.writeVariables(node);
    if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword) {
      return edits.replace(node.getStart(), node.end, `${IMPORT}.meta`);
    }
    if (node.kind === ts.SyntaxKind.ImportKeyword) {
      return edits.replace(node.getStart(), node.end, `${IMPORT}.later`);
    }
    const result = node === this.result ? this.result.expression : undefined;
    if (result !== undefined) edits.insert(result.getStart(), `${SCOPE}[${stringify(RESULT)}] = (`);
    ts.forEachChild(node, (child) => this.visit(child));
    if (result !== undefined) edits.insert(result.end, ')');
  }

  private writeIdentifier(node: ts.Identifier): void {
    const { edits } = this;
    if (!isReference(node) || isInner(node)) return;
    if (!this.declared.has(node.text) && !this.isFree(node)) return;
    const short = ts.isShorthandPropertyAssignment(node.parent) && node.parent.name === node;
    const called = isCalled(node);
    edits.insert(node.getStart(), `${short ? `${node.text}: ` : ''}${called ? '(0, ' : ''}${SCOPE}.`);
    if (called) edits.insert(node.end, ')');
  }

  /** A name of an earlier cell, that this cell declares nowhere. */
  private isFree(node: ts.Identifier): boolean {
    return this.names.known(node.text) && !this.locals.has(node.escapedText);
  }
}

/** A function that is called by its name must not become a method call on the scope. */
function isCalled(callee: ts.Node): boolean {
  const parent = callee.parent;
  if (ts.isCallExpression(parent)) return parent.expression === callee;
  return ts.isTaggedTemplateExpression(parent) && parent.tag === callee;
}

/** Around the statements of a cell with a top-level `using` TypeScript puts `try`. */
function lastExpression(statements: readonly ts.Statement[]): ts.ExpressionStatement | undefined {
  const last = statements.findLast((one) => !ts.isExportDeclaration(one) && !ts.isEmptyStatement(one));
  if (last === undefined) return undefined;
  if (ts.isTryStatement(last)) return lastExpression(last.tryBlock.statements);
  return ts.isExpressionStatement(last) ? last : undefined;
}

/** Local name → name in the module; `*` is the module itself. */
function importedNames(statement: ts.ImportDeclaration): [local: string, imported: string][] {
  const clause = statement.importClause;
  const names: [string, string][] = [];
  if (clause?.name !== undefined) names.push([clause.name.text, 'default']);
  const bindings = clause?.namedBindings;
  if (bindings === undefined) return names;
  if (ts.isNamespaceImport(bindings)) names.push([bindings.name.text, '*']);
  else for (const one of bindings.elements) names.push([one.name.text, (one.propertyName ?? one.name).text]);
  return names;
}
