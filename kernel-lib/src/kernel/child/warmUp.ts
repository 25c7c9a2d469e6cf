/**
 * Reads the types of the packages that lessons use before a cell asks for them: a file at a time, only while no cell
 * runs, so that nothing waits for it longer than one file takes.
 */
import ts from 'typescript';
import type { Language } from './language.js';
import { bind } from './scopes.js';

const PACKAGES = ['kernel-lib', '@tensorflow/tfjs', 'danfojs-node'];

/** The kernel's own: cells are given others. */
const soon = setImmediate;
const later = setTimeout;

/**
 * @param isBusy - whether a cell runs.
 * @param atomically - runs a step that no interrupt may cut; the step says whether it was the last one.
 */
export function warmUp(
  language: Language,
  isBusy: () => boolean,
  atomically: (step: () => boolean) => boolean,
): void {
  const files = filesOf(language);
  const step = (): void => {
    if (isBusy()) later(step, 100).unref();
    else if (!atomically(() => files.next().done === true)) soon(step);
  };
  soon(step);
}

/** Reads one file for each value that is asked for. */
function* filesOf({ cell, documents, options, resolve }: Language): Generator<string> {
  const seen = new Set<string>();
  const queue = PACKAGES.map((name) => ({ name, from: cell }));
  for (let one = queue.shift(); one !== undefined; one = queue.shift()) {
    const path = resolve(one.name, one.from, ts.ModuleKind.ESNext).resolvedModule?.resolvedFileName;
    if (path === undefined || seen.has(path)) continue;
    seen.add(path);
    const file = documents.read(path);
    if (file === undefined) continue;
    bind(file, options);
    for (const name of importedBy(file)) queue.push({ name, from: path });
    yield path;
  }
}

function importedBy(file: ts.SourceFile): string[] {
  return file.statements.flatMap((statement) => {
    const from =
      ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement)
        ? statement.moduleSpecifier
        : undefined;
    return from !== undefined && ts.isStringLiteral(from) ? [from.text] : [];
  });
}
