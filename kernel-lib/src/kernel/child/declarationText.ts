/** A declaration file cut into single declarations, each of one name, that know which names they mention. */
import ts from 'typescript';
import { Edits } from './edits.js';
import { TARGET } from './options.js';
import { bind, isLocal } from './scopes.js';

/** A class is a value and a type. */
export const VALUE = 1;
export const TYPE = 2;

export interface Declaration {
  /** Empty for `declare global` and `declare module`. */
  name: string;
  /** What the name stands for. */
  spaces: number;
  text: string;
  /** Names of other declarations that its text needs. */
  mentions: ReadonlySet<string>;
}

/** Without exports: the text is a scope, not an interface. */
export function split(text: string): Declaration[] {
  return parse(text).statements.flatMap(textsOf).map(describe);
}

/** The declaration under another name, or with other names where it mentions some. */
export function rename(
  declaration: Declaration,
  rules: { own?: string | undefined; mentioned: ReadonlyMap<string, string> },
): Declaration {
  const { own, mentioned } = rules;
  if (own === undefined && ![...mentioned.keys()].some((name) => declaration.mentions.has(name)))
    return declaration;
  const file = parse(declaration.text);
  const edits = new Edits(declaration.text);
  for (const node of mentionsIn(file)) {
    const other = mentioned.get(node.text);
    if (other !== undefined) edits.replace(node.getStart(), node.end, other);
  }
  const name = own === undefined ? undefined : nameOf(file.statements[0]!);
  if (own !== undefined && name !== undefined) edits.replace(name.getStart(), name.end, own);
  return describe(edits.apply().text);
}

function parse(text: string): ts.SourceFile {
  const file = ts.createSourceFile('declarations.d.ts', text, TARGET, true);
  bind(file);
  return file;
}

function describe(text: string): Declaration {
  const file = parse(text);
  const statement = file.statements[0]!;
  const mentions = new Set(mentionsIn(file).map((node) => node.text));
  return { name: nameOf(statement)?.text ?? '', spaces: spacesOf(statement), text, mentions };
}

/** One text for each name, with the comment that documents it. */
function textsOf(statement: ts.Statement): string[] {
  if (ts.isExportDeclaration(statement) || ts.isExportAssignment(statement)) return [];
  if (ts.isImportDeclaration(statement)) return importTexts(statement);
  const file = statement.getSourceFile();
  const text = file.text.slice(statement.getStart(file, true), statement.end);
  if (!ts.isVariableStatement(statement)) return [text];
  const { declarations } = statement.declarationList;
  if (declarations.length === 1) return [text];
  const before = file.text.slice(statement.getStart(file, true), declarations[0]!.getStart());
  return declarations.map((one) => `${before}${one.getText()};`);
}

function importTexts(statement: ts.ImportDeclaration): string[] {
  const { importClause: clause, moduleSpecifier, attributes } = statement;
  if (clause === undefined) return [];
  const from = ['from', moduleSpecifier.getText(), attributes?.getText()].filter(Boolean).join(' ');
  const type = clause.phaseModifier === ts.SyntaxKind.TypeKeyword;
  const text = (what: string, isType = type) => `import ${isType ? 'type ' : ''}${what} ${from};`;
  const texts = clause.name === undefined ? [] : [text(`{ default as ${clause.name.text} }`)];
  const bindings = clause.namedBindings;
  if (bindings !== undefined && ts.isNamespaceImport(bindings)) texts.push(text(bindings.getText()));
  for (const one of bindings !== undefined && ts.isNamedImports(bindings) ? bindings.elements : []) {
    texts.push(
      text(`{ ${(one.propertyName ?? one.name).getText()} as ${one.name.text} }`, type || one.isTypeOnly),
    );
  }
  return texts;
}

function nameOf(statement: ts.Statement): ts.Identifier | undefined {
  let name: ts.Node | undefined;
  if (ts.isVariableStatement(statement)) name = statement.declarationList.declarations[0]?.name;
  else if (ts.isImportDeclaration(statement)) {
    const bindings = statement.importClause?.namedBindings;
    if (bindings === undefined) return undefined;
    name = ts.isNamespaceImport(bindings) ? bindings.name : bindings.elements[0]?.name;
  } else if (
    !ts.isModuleDeclaration(statement) ||
    (statement.flags & ts.NodeFlags.GlobalAugmentation) === 0
  ) {
    name = (statement as ts.Statement & { name?: ts.Node }).name;
  }
  return name !== undefined && ts.isIdentifier(name) ? name : undefined;
}

function spacesOf(statement: ts.Statement): number {
  if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) return TYPE;
  if (ts.isVariableStatement(statement) || ts.isFunctionDeclaration(statement)) return VALUE;
  const isType =
    ts.isImportDeclaration(statement) && statement.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
  return isType ? TYPE : VALUE | TYPE;
}

/** Identifiers that mean something declared outside of the text. */
function mentionsIn(file: ts.SourceFile): ts.Identifier[] {
  const found: ts.Identifier[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) return;
    // `import('m').A` names nothing here; its type arguments may.
    if (ts.isImportTypeNode(node)) return node.typeArguments?.forEach(visit);
    if (ts.isQualifiedName(node)) return visit(node.left);
    if (ts.isPropertyAccessExpression(node)) return visit(node.expression);
    if (!ts.isIdentifier(node)) return ts.forEachChild(node, visit);
    const { parent } = node as { parent: ts.Node & { name?: ts.Node } };
    if (parent.name !== node && !ts.isBindingElement(parent) && !isLocal(node)) found.push(node);
  };
  visit(file);
  return found;
}
