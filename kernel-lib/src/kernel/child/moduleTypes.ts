/**
 * Where the types of an import come from: first beside the notebook, then this installation,
 * so that `kernel-lib`, tfjs and danfojs are there for a notebook anywhere on the disk.
 */
import type * as TypeScript from '@tslab/typescript-for-tslab';

type Ts = typeof TypeScript;
type Host = Pick<TypeScript.WatchCompilerHost<TypeScript.BuilderProgram>, 'resolveModuleNameLiterals'>;

/** A module's name as an import writes it; found once, a package is not looked for again. */
export function moduleResolver(ts: Ts, cwd: string, options: TypeScript.CompilerOptions): Host {
  const folder = cwd.replaceAll('\\', '/');
  const installed = __filename.replaceAll('\\', '/');
  const cache = ts.createModuleResolutionCache(folder, (name) => name, options);
  const found = new Map<string, TypeScript.ResolvedModuleWithFailedLookupLocations>();

  const look = (name: string, from: string, keep: boolean) =>
    ts.resolveModuleName(name, from, options, ts.sys, keep ? cache : undefined);

  function resolve(name: string, from: string): TypeScript.ResolvedModuleWithFailedLookupLocations {
    // Files of a package do not change; the learner's own folder does (npm install, a new file).
    if (from.includes('/node_modules/')) return look(name, from, true);
    const key = `${from}\0${name}`;
    const known = found.get(key);
    if (known !== undefined) return known;
    let result = look(name, from, false);
    const isFile = name.startsWith('.') || name.startsWith('/');
    if (result.resolvedModule === undefined && !isFile) result = look(name, installed, false);
    if (result.resolvedModule !== undefined && !isFile) found.set(key, result);
    return result;
  }

  return {
    resolveModuleNameLiterals: (literals, containingFile) =>
      literals.map((literal) => resolve(literal.text, containingFile)),
  };
}
