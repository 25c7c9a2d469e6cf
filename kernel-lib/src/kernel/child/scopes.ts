/** What a name in a script means: declared at its top level, inside a scope, or nowhere in it. */
import ts from 'typescript';

type Locals = Map<ts.__String, ts.Symbol>;
/** The binder leaves the names that each scope declares on its node. */
type Bound = ts.Node & { locals?: Locals };

/** Has the binder note which scope declares which names; a file that is bound already stays as it is. */
export function bind(file: ts.SourceFile, options: ts.CompilerOptions = {}): Locals {
  const binder = ts as typeof ts & { bindSourceFile(file: ts.SourceFile, options: object): void };
  binder.bindSourceFile(file, options);
  return (file as Bound).locals ?? new Map<ts.__String, ts.Symbol>();
}

/** Everything that a module declares at its top level, `var` inside blocks too. */
export function localNames(file: ts.SourceFile): string[] {
  // TypeScript's own names, such as that of `declare global`, begin with two underscores; a cell's get a third.
  const own = [...bind(file).keys()].filter((name) => !/^__(?!_)/.test(String(name)));
  return own.map((name) => ts.unescapeLeadingUnderscores(name));
}

/** True where a scope inside the script declares the name. */
export function isLocal(identifier: ts.Identifier): boolean {
  for (let node: ts.Node = identifier.parent; !ts.isSourceFile(node); node = node.parent) {
    if ((node as Bound).locals?.has(identifier.escapedText)) return true;
  }
  return false;
}

/** The same, also for the name that a function or class has inside itself. */
export function isInner(identifier: ts.Identifier): boolean {
  if (isLocal(identifier)) return true;
  const name = identifier.text;
  for (let node: ts.Node = identifier.parent; !ts.isSourceFile(node); node = node.parent) {
    if ((ts.isFunctionExpression(node) || ts.isClassLike(node)) && node.name?.text === name) return true;
    if (name === 'arguments' && ts.isFunctionLike(node) && !ts.isArrowFunction(node)) return true;
  }
  return false;
}

/** True where the identifier reads or writes a variable, not where it names a property, a label or a declaration. */
export function isReference(identifier: ts.Identifier): boolean {
  const parent = identifier.parent;
  if (ts.isPropertyAccessExpression(parent)) return parent.name !== identifier;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === identifier;
  if (ts.isVariableDeclaration(parent) || ts.isParameter(parent) || ts.isPropertyDeclaration(parent)) {
    return parent.initializer === identifier;
  }
  if (ts.isBindingElement(parent)) return parent.initializer === identifier;
  return !(
    ts.isMethodDeclaration(parent) ||
    ts.isAccessor(parent) ||
    ts.isFunctionDeclaration(parent) ||
    ts.isFunctionExpression(parent) ||
    ts.isImportClause(parent) ||
    ts.isImportSpecifier(parent) ||
    ts.isNamespaceImport(parent) ||
    ts.isExportSpecifier(parent) ||
    ts.isLabeledStatement(parent) ||
    ts.isBreakOrContinueStatement(parent) ||
    ts.isMetaProperty(parent) ||
    ts.isImportAttribute(parent) ||
    (ts.isClassLike(parent) && parent.name === identifier)
  );
}

/** True where the whole script must be async: an await that no function inside it encloses. */
export function hasTopLevelAwait(file: ts.SourceFile): boolean {
  const visit = (node: ts.Node): boolean => {
    if (ts.isFunctionLike(node)) return false;
    if (ts.isAwaitExpression(node)) return true;
    if (ts.isForOfStatement(node) && node.awaitModifier !== undefined) return true;
    return ts.forEachChild(node, visit) ?? false;
  };
  return visit(file);
}
