/** What TypeScript finds wrong in a cell or in a file that it imports. */
import { relative } from 'node:path';
import ts from 'typescript';
import { stringify } from '../json.js';

export interface Diagnostic {
  /** From 0. */
  line: number;
  character: number;
  /** The first line of TypeScript's message. */
  message: string;
  /** Its further lines, which give reasons. */
  reasons: string[];
  code: number;
  /** The file, where it is not the cell: relative to the notebook's folder. */
  fileName?: string;
}

/** "Decorators are not valid here", "Unable to resolve signature of … decorator", and what a decorator returns or takes. */
const ABOUT_DECORATORS = new Set([1206, 1238, 1239, 1240, 1241, 1270, 1271, 1278, 1279, 1329]);

/** Whether the cell may be written for the decorators of `experimentalDecorators`, as tslab has them. */
export function isAboutDecorator({ code }: Diagnostic): boolean {
  return ABOUT_DECORATORS.has(code);
}

/** @param end - the length of the cell: what stands behind it is not the learner's. */
export function diagnostic(found: ts.Diagnostic, end: number, cwd?: string): Diagnostic {
  const { file, code, messageText, start = 0 } = found;
  const [message = '', ...reasons] = ts.flattenDiagnosticMessageText(messageText, '\n').split('\n');
  const at = file?.getLineAndCharacterOfPosition(cwd === undefined ? Math.min(start, end) : start);
  const place = { line: at?.line ?? 0, character: at?.character ?? 0 };
  const fileName = cwd === undefined || file === undefined ? {} : { fileName: relative(cwd, file.fileName) };
  return { ...place, message, reasons, code, ...fileName };
}

/**
 * @param files - the cell and the learner's own files that it imports.
 * @param length - of the cell as it was written.
 */
export function diagnosticsOf(
  program: ts.Program,
  cell: ts.SourceFile,
  files: readonly ts.SourceFile[],
  length: number,
  cwd: string,
): Diagnostic[] {
  const errors = (file: ts.SourceFile) =>
    [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].filter(
      ({ category }) => category === ts.DiagnosticCategory.Error,
    );
  const seen = new Set<string>();
  // What is wrong in a file may be why something is wrong in the cell.
  return [
    ...files.flatMap(errors).map((found) => diagnostic(found, 0, cwd)),
    ...errors(cell).map((found) => diagnostic(found, length)),
  ].filter((one) => !seen.has(stringify(one)) && seen.add(stringify(one)));
}
