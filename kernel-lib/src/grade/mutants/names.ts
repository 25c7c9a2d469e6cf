/** One name written for another: `rows` for `columns`, `i` for `j`. */
import ts from 'typescript';

const declared = new WeakMap<ts.SourceFile, string[]>();

/** The names of parameters and variables, in the order in which they are declared. */
function namesIn(file: ts.SourceFile): string[] {
  const found = declared.get(file) ?? [];
  if (declared.has(file)) return found;
  const visit = (node: ts.Node): void => {
    const isDeclaration = ts.isParameter(node) || ts.isVariableDeclaration(node) || ts.isBindingElement(node);
    if (isDeclaration && ts.isIdentifier(node.name) && !found.includes(node.name.text))
      found.push(node.name.text);
    ts.forEachChild(node, visit);
  };
  visit(file);
  declared.set(file, found);
  return found;
}

/** A use of a variable: no declaration, no property, no key of a record. */
function isUse(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isParameter(parent) || ts.isVariableDeclaration(parent)) return parent.initializer === node;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node;
  return !ts.isBindingElement(parent) && !ts.isShorthandPropertyAssignment(parent);
}

/** The names that stand before and after it in the order of declaration: those are the ones that people confuse. */
export function otherNames(node: ts.Node): { node: ts.Node; text: string }[] {
  if (!ts.isIdentifier(node) || !isUse(node)) return [];
  const names = namesIn(node.getSourceFile());
  const place = names.indexOf(node.text);
  if (place < 0) return [];
  return [names[place - 1], names[place + 1]]
    .filter((name) => name !== undefined)
    .map((text) => ({ node, text }));
}
