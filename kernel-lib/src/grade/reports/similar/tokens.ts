/**
 * An answer as a list of tokens that renaming, reformatting, retyping and commenting do not change: no types, comments,
 * semicolons or last commas; names that the author chose, numbers and texts are blanked. Names of the language's own
 * things stay: `map`, `Math`, `exp`.
 */
import ts from 'typescript';

/** No answer to a task is longer; what is beyond it is not looked at. */
const LONGEST = 100_000;

export function tokensOf(source: string): string[] {
  try {
    const file = ts.createSourceFile('cell.ts', source.slice(0, LONGEST), ts.ScriptTarget.ESNext, true);
    const tokens: string[] = [];
    collect(file, file, tokens);
    return tokens;
  } catch (thrown) {
    // Thousands of brackets inside of each other, which nobody writes by hand, end the stack: compared as written.
    if (thrown instanceof RangeError) return wordsOf(source);
    throw thrown;
  }
}

function collect(node: ts.Node, file: ts.SourceFile, tokens: string[]): void {
  if (isOfTypes(node)) return;
  if (node.kind <= ts.SyntaxKind.LastToken) {
    const token = blanked(node, file, tokens.at(-1));
    if (token !== undefined) tokens.push(token);
    return;
  }
  const children = node.getChildren(file);
  children.forEach((child, index) => {
    if (!isForTypes(child, index, children)) collect(child, file, tokens);
  });
}

const isOfTypes = (node: ts.Node) =>
  ts.isTypeNode(node) ||
  ts.isInterfaceDeclaration(node) ||
  ts.isTypeAliasDeclaration(node) ||
  ts.isTypeParameterDeclaration(node) ||
  ts.isJSDoc(node);

/** Tokens that are there only because of a type beside them, or that layout decides: when they do not count. */
const DROPPED = new Map<ts.SyntaxKind, (parent: ts.Node, next: ts.Node | undefined) => boolean>([
  [ts.SyntaxKind.ColonToken, (_, next) => next !== undefined && ts.isTypeNode(next)],
  [ts.SyntaxKind.AsKeyword, (_, next) => next !== undefined && ts.isTypeNode(next)],
  [ts.SyntaxKind.SatisfiesKeyword, (_, next) => next !== undefined && ts.isTypeNode(next)],
  [ts.SyntaxKind.QuestionToken, (parent) => ts.isParameter(parent)],
  [ts.SyntaxKind.ExclamationToken, (parent) => ts.isNonNullExpression(parent)],
  [ts.SyntaxKind.LessThanToken, (parent) => !ts.isBinaryExpression(parent)],
  [ts.SyntaxKind.GreaterThanToken, (parent) => !ts.isBinaryExpression(parent)],
  [ts.SyntaxKind.CommaToken, (_, next) => next === undefined],
  // `(x) => …` is `x => …`.
  [ts.SyntaxKind.OpenParenToken, (parent) => hasOnePlainParameter(parent)],
  [ts.SyntaxKind.CloseParenToken, (parent) => hasOnePlainParameter(parent)],
]);

function isForTypes({ kind, parent }: ts.Node, index: number, siblings: readonly ts.Node[]): boolean {
  return DROPPED.get(kind)?.(parent, siblings[index + 1]) ?? false;
}

function hasOnePlainParameter(node: ts.Node): boolean {
  if (!ts.isArrowFunction(node)) return false;
  const [first, second] = node.parameters;
  return (
    second === undefined &&
    first !== undefined &&
    ts.isIdentifier(first.name) &&
    !first.initializer &&
    !first.dotDotDotToken
  );
}

const GLOBALS = new Set([
  'Math',
  'Array',
  'Number',
  'Object',
  'Map',
  'Set',
  'Infinity',
  'NaN',
  'undefined',
  'tf',
]);

const BLANKED = new Map<ts.SyntaxKind, string | undefined>([
  [ts.SyntaxKind.NumericLiteral, 'number'],
  [ts.SyntaxKind.BigIntLiteral, 'number'],
  [ts.SyntaxKind.StringLiteral, 'text'],
  [ts.SyntaxKind.NoSubstitutionTemplateLiteral, 'text'],
  [ts.SyntaxKind.TemplateHead, 'text'],
  [ts.SyntaxKind.LetKeyword, 'const'],
  [ts.SyntaxKind.VarKeyword, 'const'],
  [ts.SyntaxKind.SemicolonToken, undefined],
  [ts.SyntaxKind.EndOfFileToken, undefined],
]);

function blanked(node: ts.Node, file: ts.SourceFile, before: string | undefined): string | undefined {
  if (BLANKED.has(node.kind)) return BLANKED.get(node.kind);
  const text = node.getText(file);
  if (!ts.isIdentifier(node)) return text;
  return before === '.' || before === '?.' || GLOBALS.has(text) ? text : 'name';
}

/** The words of the source itself, without its blanks: whether even names and comments are the same. */
export const wordsOf = (source: string): string[] =>
  source.slice(0, LONGEST).match(/[\p{L}_$][\p{L}\p{N}_$]*|\d+|[^\s]/gu) ?? [];
