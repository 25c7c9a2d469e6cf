/**
 * Whether an answer takes from a library what the task asks to be written: `ownWork` of its cases. Read from the text,
 * so a name that is put together while the program runs is not found; whoever hides a call so well meant to.
 */
import ts from 'typescript';

export interface Shortcut {
  name: string;
  /** From 1, in the cell. */
  line: number;
}

/**
 * The first place where one of these names is imported, or asked of another object (`tf.softmax`). None in a cell that is
 * nested too deep for a parser: no person wrote that, and it is judged by what it does.
 */
export function shortcutIn(source: string, ownWork: readonly string[] = []): Shortcut | undefined {
  if (ownWork.length === 0) return undefined;
  try {
    const file = ts.createSourceFile('cell.ts', source, ts.ScriptTarget.ES2022, true);
    return firstTaken(file, ownWork);
  } catch (thrown) {
    if (thrown instanceof RangeError) return undefined;
    throw thrown;
  }
}

function firstTaken(file: ts.SourceFile, ownWork: readonly string[]): Shortcut | undefined {
  const visit = (node: ts.Node): Shortcut | undefined => {
    const name = nameTaken(node);
    if (name !== undefined && ownWork.includes(name)) {
      return { name, line: file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1 };
    }
    return ts.forEachChild(node, visit);
  };
  return visit(file);
}

/** What the learner reads. */
export const shortcutSentence = ({ name, line }: Shortcut): string =>
  `This task asks you to write ${name} yourself, and line ${line} of the cell takes it from elsewhere.`;

function nameTaken(node: ts.Node): string | undefined {
  if (ts.isPropertyAccessExpression(node)) return node.name.text;
  if (ts.isElementAccessExpression(node)) return textOf(node.argumentExpression);
  if (ts.isImportSpecifier(node)) return (node.propertyName ?? node.name).text;
  // const { softmax: theirs } = require('…')
  if (ts.isBindingElement(node) && ts.isObjectBindingPattern(node.parent))
    return textOf(node.propertyName ?? node.name);
  return undefined;
}

const textOf = (node: ts.Node): string | undefined =>
  ts.isIdentifier(node) || ts.isStringLiteralLike(node) ? node.text : undefined;
