/**
 * From the ES module that the converter makes of a cell to the script that runs.
 *
 * Everything that a cell declares at its top level lives on one object, `__cell`, and each use reads or writes it
 * there. So a variable that a later cell changes or declares anew is the variable that earlier functions see:
 *
 *     let c = 0; function inc() { return ++c; }   →   __cell.c = 0; function inc() { return ++__cell.c; }
 *
 * Imports become calls of `__import`, `export` disappears. No line moves, so only columns need translating.
 */
import type * as TypeScript from '@tslab/typescript-for-tslab';
import { Edits } from './edits.js';
import { hasTopLevelAwait, isInner, isReference } from './scopes.js';

type Ts = typeof TypeScript;
type Node = TypeScript.Node;

/** The variables of all cells, by name. */
export const SCOPE = '__cell';
/** Loads a module for an import declaration or `import()`. */
export const IMPORT = '__import';

export interface CellScript {
  code: string;
  isAsync: boolean;
  /** Names of the values that the cell declares. */
  declared: string[];
  /** Where an offset in `code` was in the module. */
  originalOffset(offset: number): number;
}

/**
 * @param module - JavaScript with imports and exports.
 * @param known - whether earlier cells declared this name.
 * @param result - the variable that the converter made for the last expression.
 */
export function toCellScript(
  ts: Ts,
  module: string,
  known: (name: string) => boolean,
  result?: string,
): CellScript {
  // `export {}` makes the parser read `await` as the keyword everywhere.
  const file = ts.createSourceFile(
    'cell.js',
    `${module}\nexport {};`,
    ts.ScriptTarget.ESNext,
    true,
    ts.ScriptKind.JS,
  );
  (ts as Ts & { bindSourceFile(file: TypeScript.SourceFile, options: object): void }).bindSourceFile(
    file,
    {},
  );
  const writer = new ScriptWriter(ts, file, known, result);
  const { text, originalOffset } = writer.write();
  return { code: text, isAsync: hasTopLevelAwait(ts, file), declared: [...writer.declared], originalOffset };
}

class ScriptWriter {
  readonly declared = new Set<string>();
  private readonly edits: Edits;

  constructor(
    private readonly ts: Ts,
    private readonly file: TypeScript.SourceFile,
    private readonly known: (name: string) => boolean,
    private readonly result: string | undefined,
  ) {
    this.edits = new Edits(file.text);
    for (const statement of file.statements) this.collectNames(statement);
  }

  write() {
    const { ts, file, edits } = this;
    // Functions are there before the first statement runs.
    const functions = file.statements.filter((statement) => ts.isFunctionDeclaration(statement));
    for (const { name } of functions) {
      if (name !== undefined) edits.insert(0, `${SCOPE}.${name.text} = ${name.text}; `);
    }
    for (const statement of file.statements) this.writeStatement(statement);
    return edits.apply();
  }

  private collectNames(statement: TypeScript.Statement): void {
    const { ts, declared } = this;
    const add = (name: TypeScript.BindingName): void => {
      if (ts.isIdentifier(name)) declared.add(name.text);
      else for (const element of name.elements) if (ts.isBindingElement(element)) add(element.name);
    };
    if (ts.isVariableStatement(statement))
      statement.declarationList.declarations.forEach((one) => add(one.name));
    else if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) {
      if (statement.name !== undefined) declared.add(statement.name.text);
    } else if (ts.isImportDeclaration(statement))
      importedNames(ts, statement).forEach(([name]) => declared.add(name));
  }

  private writeStatement(statement: TypeScript.Statement): void {
    const { ts, edits } = this;
    if (ts.isExportDeclaration(statement)) edits.blank(statement.getStart(), statement.end);
    else if (ts.isImportDeclaration(statement)) this.writeImport(statement);
    else if (ts.isVariableStatement(statement)) this.writeVariables(statement);
    else {
      this.visit(statement);
      if (ts.isClassDeclaration(statement) && statement.name !== undefined) {
        edits.insert(statement.end, ` ${SCOPE}.${statement.name.text} = ${statement.name.text};`);
      }
    }
  }

  private writeImport(statement: TypeScript.ImportDeclaration): void {
    const from = `${IMPORT}(${statement.moduleSpecifier.getText()}`;
    const names = importedNames(this.ts, statement);
    const assignments = names.map(
      ([local, imported]) => `${SCOPE}.${local} = ${from}, ${JSON.stringify(imported)});`,
    );
    const text = assignments.length > 0 ? assignments.join(' ') : `${from});`;
    this.edits.replace(statement.getStart(), statement.end, text);
  }

  /** `let a = 1, {b} = c;` becomes `(__cell.a = 1, {b: __cell.b} = c);` */
  private writeVariables(statement: TypeScript.VariableStatement): void {
    const { edits } = this;
    const list = statement.declarationList;
    edits.replace(statement.getStart(), list.declarations[0]!.getStart(), '(');
    for (const { name, initializer } of list.declarations) {
      this.writePattern(name);
      if (initializer === undefined) edits.insert(name.end, ' = void 0');
      else this.writeInitializer(name, initializer);
    }
    const end = list.declarations.at(-1)!.end;
    edits.replace(end, Math.max(end, statement.end), ');');
  }

  /** An assignment to a property gives a function no name, as a declaration would: an object literal does. */
  private writeInitializer(name: TypeScript.BindingName, value: TypeScript.Expression): void {
    const { ts, edits } = this;
    const nameless =
      ts.isArrowFunction(value) ||
      ((ts.isFunctionExpression(value) || ts.isClassExpression(value)) && value.name === undefined);
    if (!nameless || !ts.isIdentifier(name) || name.text === this.result) return this.visit(value);
    edits.insert(value.getStart(), `{ ${name.text}: `);
    this.visit(value);
    edits.insert(value.end, ` }.${name.text}`);
  }

  /** A declaring pattern becomes one that assigns. */
  private writePattern(pattern: TypeScript.BindingName): void {
    const { ts, edits } = this;
    if (ts.isIdentifier(pattern)) return edits.insert(pattern.getStart(), `${SCOPE}.`);
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

  private visit(node: Node): void {
    const { ts, edits } = this;
    if (ts.isIdentifier(node)) return this.writeIdentifier(node);
    if (ts.isPropertyAccessExpression(node) && this.isExports(node.expression)) {
      const called = this.isCalled(node);
      edits.replace(node.expression.getStart(), node.expression.end, called ? `(0, ${SCOPE}` : SCOPE);
      if (called) edits.insert(node.end, ')');
      return;
    }
    if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword) {
      return edits.replace(node.getStart(), node.end, `${IMPORT}.meta`);
    }
    if (node.kind === ts.SyntaxKind.ImportKeyword) {
      return edits.replace(node.getStart(), node.end, `${IMPORT}.later`);
    }
    ts.forEachChild(node, (child) => this.visit(child));
  }

  private writeIdentifier(node: TypeScript.Identifier): void {
    const { ts, edits } = this;
    if (!isReference(ts, node) || isInner(ts, node)) return;
    if (!this.declared.has(node.text) && !this.isFree(node)) return;
    const short = ts.isShorthandPropertyAssignment(node.parent) && node.parent.name === node;
    const called = this.isCalled(node);
    edits.insert(node.getStart(), `${short ? `${node.text}: ` : ''}${called ? '(0, ' : ''}${SCOPE}.`);
    if (called) edits.insert(node.end, ')');
  }

  /** A name of an earlier cell, that this cell declares nowhere. */
  private isFree(node: TypeScript.Identifier): boolean {
    const own = (this.file as Node as { locals?: Map<string, unknown> }).locals;
    return this.known(node.text) && own?.has(node.text) !== true;
  }

  /** The converter writes names of earlier cells as `exports.name`. */
  private isExports(node: Node): boolean {
    return this.ts.isIdentifier(node) && node.text === 'exports' && !isInner(this.ts, node);
  }

  /** A function that is called by its name must not become a method call on the scope. */
  private isCalled(callee: Node): boolean {
    const { ts } = this;
    const parent = callee.parent;
    if (ts.isCallExpression(parent)) return parent.expression === callee;
    return ts.isTaggedTemplateExpression(parent) && parent.tag === callee;
  }
}

/** Local name → name in the module; `*` is the module itself. */
function importedNames(ts: Ts, statement: TypeScript.ImportDeclaration): [local: string, imported: string][] {
  const clause = statement.importClause;
  const names: [string, string][] = [];
  if (clause?.name !== undefined) names.push([clause.name.text, 'default']);
  const bindings = clause?.namedBindings;
  if (bindings === undefined) return names;
  if (ts.isNamespaceImport(bindings)) names.push([bindings.name.text, '*']);
  else for (const one of bindings.elements) names.push([one.name.text, (one.propertyName ?? one.name).text]);
  return names;
}
