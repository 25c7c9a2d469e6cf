/**
 * An answer as a list of tokens that renaming, reformatting, retyping and commenting do not change. TypeScript makes
 * JavaScript of it first (types and comments go, brackets and semicolons come where they belong); then names that the
 * author chose, numbers and texts are blanked. Names of the language's own things stay: `map`, `Math`, `exp`.
 */
import ts from 'typescript';

/** No answer to a task is longer; what is beyond it is not looked at. */
const LONGEST = 100_000;

export function tokensOf(source: string): string[] {
  const code = javascriptOf(source.slice(0, LONGEST));
  const scanner = ts.createScanner(ts.ScriptTarget.ESNext, true, ts.LanguageVariant.Standard, code);
  const tokens: string[] = [];
  let before = '';
  for (let kind = scanner.scan(); kind !== ts.SyntaxKind.EndOfFileToken; kind = scanner.scan()) {
    const token = blanked(kind, scanner.getTokenText(), before);
    before = token;
    if (token !== ';') tokens.push(token);
    // `(x) => …` is `x => …`.
    const [open, name, close, arrow] = tokens.slice(-4);
    if (open === '(' && name === 'name' && close === ')' && arrow === '=>') tokens.splice(-4, 4, name, arrow);
  }
  return tokens;
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
  'Float32Array',
  'tf',
]);

const BLANKED = new Map<ts.SyntaxKind, string>([
  [ts.SyntaxKind.NumericLiteral, 'number'],
  [ts.SyntaxKind.BigIntLiteral, 'number'],
  [ts.SyntaxKind.StringLiteral, 'text'],
  [ts.SyntaxKind.NoSubstitutionTemplateLiteral, 'text'],
  [ts.SyntaxKind.TemplateHead, 'text'],
  [ts.SyntaxKind.LetKeyword, 'const'],
  [ts.SyntaxKind.VarKeyword, 'const'],
]);

function blanked(kind: ts.SyntaxKind, text: string, before: string): string {
  if (kind !== ts.SyntaxKind.Identifier) return BLANKED.get(kind) ?? text;
  return before === '.' || before === '?.' || GLOBALS.has(text) ? text : 'name';
}

function javascriptOf(source: string): string {
  const compilerOptions = {
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.ESNext,
    removeComments: true,
    // An import that no line uses would otherwise go, or stay, by chance.
    verbatimModuleSyntax: true,
  };
  try {
    return ts.transpileModule(source, { compilerOptions }).outputText;
  } catch (thrown) {
    // Thousands of brackets inside of each other, which nobody writes by hand, end the stack: compared as written.
    if (thrown instanceof RangeError) return source;
    throw thrown;
  }
}

/** The words of the source itself, without its blanks: whether even names and comments are the same. */
export const wordsOf = (source: string) => source.match(/[\p{L}_$][\p{L}\p{N}_$]*|\d+|[^\s]/gu) ?? [];
