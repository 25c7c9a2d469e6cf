/** What the converter cannot take in a cell, blanked out so that every position stays. */
import type * as TypeScript from '@tslab/typescript-for-tslab';
import { Edits } from './edits.js';

type Ts = typeof TypeScript;

/** Everything in a cell is visible to later cells, so `export` before a declaration changes nothing: it goes. */
export function withoutExports(ts: Ts, code: string): string {
  if (!/\bexport\b/.test(code)) return code;
  const file = ts.createSourceFile('cell.ts', code, ts.ScriptTarget.ESNext, true, ts.ScriptKind.TS);
  const edits = new Edits(code);
  for (const statement of file.statements) {
    if (ts.isExportDeclaration(statement) && statement.moduleSpecifier === undefined) {
      edits.blank(statement.getStart(), statement.end);
    } else if (ts.isExportAssignment(statement) && statement.isExportEquals !== true) {
      edits.blank(statement.getStart(), statement.expression.getStart());
    } else if (ts.canHaveModifiers(statement)) {
      blankModifiers(ts, statement, edits);
    }
  }
  return edits.apply().text;
}

function blankModifiers(ts: Ts, statement: TypeScript.HasModifiers, edits: Edits): void {
  const kinds = [ts.SyntaxKind.ExportKeyword, ts.SyntaxKind.DefaultKeyword];
  for (const modifier of ts.getModifiers(statement) ?? []) {
    if (kinds.includes(modifier.kind)) edits.blank(modifier.getStart(), modifier.end);
  }
}
