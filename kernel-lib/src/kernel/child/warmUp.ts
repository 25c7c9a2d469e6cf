/**
 * What a cell would wait for, done before one comes: code that V8 has not run yet is slow at first, and the types of the
 * packages that lessons use have to be read. In small steps, only while no cell runs, so that nothing waits for long.
 */
import ts from 'typescript';
import type { CellConverter } from './converter.js';
import type { Language } from './language.js';
import { bind } from './scopes.js';

/** What most notebooks begin with. */
const CELL =
  'for (const word of ["a", "b"].map((one) => one.trim())) console.log(`${word}`, await Promise.resolve({ word }));';
const LINES = 400;
const PACKAGES = ['kernel-lib', '@tensorflow/tfjs', 'danfojs-node'];

/** The kernel's own: cells are given others. */
const soon = setImmediate;
const later = setTimeout;

export interface WarmUp {
  converter: CellConverter;
  /** Sends so many lines that no front end sees. */
  print(lines: number): void;
  /** Whether a cell runs. */
  isBusy(): boolean;
  /** Runs a step that no interrupt may cut; the step says whether it was the last one. */
  atomically(step: () => boolean): boolean;
}

export function warmUp({ converter, print, isBusy, atomically }: WarmUp): void {
  const steps = stepsOf(converter, print);
  const step = (): void => {
    if (isBusy()) later(step, 100).unref();
    else if (!atomically(() => steps.next().done === true)) soon(step);
  };
  soon(step);
}

function* stepsOf(converter: CellConverter, print: WarmUp['print']): Generator<unknown> {
  const tryOut = function* () {
    yield converter.convert(CELL, () => false);
    yield print(LINES);
  };
  yield* tryOut();
  yield* filesOf(converter.language);
  // What was compiled has been thrown away meanwhile.
  yield* tryOut();
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
