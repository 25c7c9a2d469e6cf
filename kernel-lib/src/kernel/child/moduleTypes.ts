/**
 * Where the types of an import come from: first beside the notebook, then this installation,
 * so that `kernel-lib`, tfjs and danfojs are there for a notebook anywhere on the disk.
 */
import { join } from 'node:path';
import ts from 'typescript';
import { isOurs } from './ownLibrary.js';

type Resolution = ts.ResolvedModuleWithFailedLookupLocations;

/** @param from - the file that imports. */
export type Resolve = (name: string, from: string, mode?: ts.ResolutionMode) => Resolution;

/** The helpers of tslab are this kernel's own. */
const TSLAB: Resolution = {
  resolvedModule: {
    resolvedFileName: withSlashes(join(__dirname, 'tslabModule.d.ts')),
    extension: ts.Extension.Dts,
    isExternalLibraryImport: true,
  },
} as Resolution;

/**
 * A module's name as an import writes it; found once, a package is not looked for again.
 *
 * @param cache - of what files of packages import.
 */
export function moduleResolver(options: ts.CompilerOptions, cache: ts.ModuleResolutionCache): Resolve {
  const installed = withSlashes(__filename);
  const found = new Map<string, Resolution>();

  const look = (name: string, from: string, mode: ts.ResolutionMode, keep: boolean) =>
    ts.resolveModuleName(name, from, options, ts.sys, keep ? cache : undefined, undefined, mode);

  return (name, from, mode) => {
    if (name === 'tslab') return TSLAB;
    // Files of a package do not change; the learner's own folder does (npm install, a new file).
    if (isOfPackage(from)) return look(name, from, mode, true);
    const key = `${from}\0${name}\0${mode}`;
    const known = found.get(key);
    if (known !== undefined) return known;
    let result = look(name, isOurs(name) ? installed : from, mode, false);
    const isFile = name.startsWith('.') || name.startsWith('/');
    if (result.resolvedModule === undefined && !isFile) result = look(name, installed, mode, false);
    if (result.resolvedModule !== undefined && !isFile) found.set(key, result);
    return result;
  };
}

const library = withSlashes(join(__dirname, '..', '..'));

/** Files of packages, of this one too, never change under a kernel. */
export function isOfPackage(path: string): boolean {
  return path.includes('/node_modules/') || path.startsWith(`${library}/`);
}

/** Paths as TypeScript writes them. */
export function withSlashes(path: string): string {
  return path.replaceAll('\\', '/');
}
