/** The mutants of a solution: its cell with one small mistake each, between the markers of its answer. */
import ts from 'typescript';
import { compileCell } from '../compile.js';
import { editsOf, type Edit } from './operators.js';

export interface Mutant {
  operator: string;
  /** Of the cell, from 1. */
  line: number;
  /** The line before and after, for a person. */
  before: string;
  after: string;
  source: string;
}

const ANSWER = /\/\/ BEGIN SOLUTION\n([\s\S]*?)\/\/ END SOLUTION/g;

/**
 * Each once, in the order of the text; none that cannot be read, and none that compiles to what the solution does.
 * @param source - a task's cell as it is authored.
 */
export function mutantsOf(source: string): Mutant[] {
  const answers = [...source.matchAll(ANSWER)].map(
    ({ index, 0: whole }) => [index, index + whole.length] as const,
  );
  const inAnswer = ({ start, end }: Edit) => answers.some(([from, to]) => start >= from && end <= to);
  const seen = new Set([compiled(source)]);
  return allEdits(source)
    .filter(inAnswer)
    .map((edit) => apply(source, edit))
    .filter((mutant) => {
      const code = compiled(mutant.source);
      if (code === undefined || seen.has(code)) return false;
      seen.add(code);
      return true;
    });
}

function allEdits(source: string): Edit[] {
  const file = ts.createSourceFile('cell.ts', source, ts.ScriptTarget.ES2022, true);
  const found: Edit[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node)) return;
    found.push(...editsOf(node));
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found.sort((a, b) => a.start - b.start || a.end - b.end);
}

function apply(source: string, { operator, start, end, text }: Edit): Mutant {
  const changed = source.slice(0, start) + text + source.slice(end);
  const line = source.slice(0, start).split('\n').length;
  const lineOf = (whole: string) => whole.split('\n')[line - 1]!.trim();
  return { operator, line, before: lineOf(source), after: lineOf(changed), source: changed };
}

/** The code that would run; undefined where it cannot be read. */
function compiled(source: string): string | undefined {
  const cell = compileCell(source, []);
  return 'problems' in cell ? undefined : cell.code;
}
