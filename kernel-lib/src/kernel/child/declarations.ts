/** The declarations of earlier cells, as the text that the converter type-checks the next cell against. */
import type * as TypeScript from '@tslab/typescript-for-tslab';

type Ts = typeof TypeScript;

/**
 * The declarations after a cell that failed. One rule: what the cell reached is declared anew;
 * a value that it did not reach is what it was before.
 * @param after - the declarations if the whole cell had run.
 */
export function declarationsAfterFailure(
  ts: Ts,
  before: string,
  after: string,
  isUnreached: (name: string) => boolean,
): string {
  const reached = keepValues(ts, after, (name) => !isUnreached(name));
  return reached + keepValues(ts, before, isUnreached, false);
}

/** @param types - also keep what declares only a type. */
function keepValues(ts: Ts, text: string, keep: (name: string) => boolean, types = true): string {
  const file = ts.createSourceFile('declarations.d.ts', text, ts.ScriptTarget.ESNext, true);
  const kept: string[] = [];
  for (const statement of file.statements) {
    const written = keepInStatement(ts, statement, keep, types);
    if (written !== undefined) kept.push(written);
  }
  return kept.map((statement) => `${statement}\n`).join('');
}

function keepInStatement(
  ts: Ts,
  statement: TypeScript.Statement,
  keep: (name: string) => boolean,
  types: boolean,
): string | undefined {
  if (ts.isVariableStatement(statement)) {
    const kind = statement.declarationList.flags & ts.NodeFlags.Const ? 'const' : 'let';
    const names = statement.declarationList.declarations.filter((one) => keep(one.name.getText()));
    if (names.length === 0) return undefined;
    return `declare ${kind} ${names.map((one) => one.getText()).join(', ')};`;
  }
  if (ts.isImportDeclaration(statement)) return keepImport(ts, statement, keep);
  const named =
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isEnumDeclaration(statement);
  if (named) return keep(statement.name?.text ?? '') ? statement.getText() : undefined;
  return types ? statement.getText() : undefined;
}

function keepImport(
  ts: Ts,
  statement: TypeScript.ImportDeclaration,
  keep: (name: string) => boolean,
): string | undefined {
  const clause = statement.importClause;
  if (clause === undefined) return undefined;
  const parts: string[] = [];
  if (clause.name !== undefined && keep(clause.name.text)) parts.push(clause.name.text);
  const bindings = clause.namedBindings;
  if (bindings !== undefined && ts.isNamespaceImport(bindings)) {
    if (keep(bindings.name.text)) parts.push(bindings.getText());
  } else if (bindings !== undefined) {
    const names = bindings.elements.filter((one) => keep(one.name.text));
    if (names.length > 0) parts.push(`{ ${names.map((one) => one.getText()).join(', ')} }`);
  }
  if (parts.length === 0) return undefined;
  return `import ${clause.isTypeOnly ? 'type ' : ''}${parts.join(', ')} from ${statement.moduleSpecifier.getText()};`;
}
