/** What a name in a script means: declared at its top level, inside a scope, or nowhere in it. */
import type * as TypeScript from '@tslab/typescript-for-tslab';

type Ts = typeof TypeScript;
type Node = TypeScript.Node;
type Identifier = TypeScript.Identifier;
/** The binder leaves the names that each scope declares on its node. */
type Bound = Node & { locals?: Map<string, unknown> };

/** True where the name is declared by a scope inside the script (a function, a block, a class expression). */
export function isInner(ts: Ts, identifier: Identifier): boolean {
  const name = identifier.text;
  for (let node: Node = identifier.parent; !ts.isSourceFile(node); node = node.parent) {
    if ((node as Bound).locals?.has(name)) return true;
    if ((ts.isFunctionExpression(node) || ts.isClassLike(node)) && node.name?.text === name) return true;
    if (name === 'arguments' && ts.isFunctionLike(node) && !ts.isArrowFunction(node)) return true;
  }
  return false;
}

/** True where the identifier reads or writes a variable, not where it names a property, a label or a declaration. */
export function isReference(ts: Ts, identifier: Identifier): boolean {
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
    (ts.isClassLike(parent) && parent.name === identifier)
  );
}

/** True where the whole script must be async: an await that no function inside it encloses. */
export function hasTopLevelAwait(ts: Ts, file: TypeScript.SourceFile): boolean {
  const visit = (node: Node): boolean => {
    if (ts.isFunctionLike(node)) return false;
    if (ts.isAwaitExpression(node)) return true;
    if (ts.isForOfStatement(node) && node.awaitModifier !== undefined) return true;
    return ts.forEachChild(node, visit) ?? false;
  };
  return visit(file);
}
