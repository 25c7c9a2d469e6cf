/**
 * The seam to tslab: its converter, loaded with a few functions of its TypeScript replaced. What and why:
 * - `createWatchCompilerHost`: our compiler options, and module resolution that falls back to this installation;
 * - `transpileModule`: keeps ES modules as they are, for `cellScript.ts` makes the script that runs;
 * - `getPreEmitDiagnosticsOfFiles`: drops errors about declaration files, which a cell never writes;
 * - `sys`: another working folder, and no watcher for each file of each package.
 */
import { createRequire } from 'node:module';
import type * as TypeScript from '@tslab/typescript-for-tslab';
import type * as TslabConverter from 'tslab/dist/converter.js';
import { watchFiles, type FileWatch } from './fileWatch.js';
import { moduleResolver } from './moduleTypes.js';

type Ts = typeof TypeScript;
type Mutable = Record<string, unknown>;

export type Converter = TslabConverter.Converter;
export type Diagnostic = TslabConverter.Diagnostic;

export interface Tslab {
  ts: Ts;
  converter: Converter;
  isCompleteCode: typeof TslabConverter.isCompleteCode;
  /** Has the converter read relative files again that changed on disk. */
  files: FileWatch;
}

const tslabRequire = createRequire(require.resolve('tslab/package.json'));

/** The TypeScript inside tslab: a fork of 5.0. */
export function loadTypeScript(): Ts {
  return tslabRequire('@tslab/typescript-for-tslab') as Ts;
}

/**
 * @param cwd - where cells resolve relative files and packages; must be the working folder of the process.
 */
export function createTslab(cwd: string): Tslab {
  const ts = loadTypeScript();
  const files = watchFiles(ts);
  const { createConverter, isCompleteCode } = loadConverter({ ...ts, ...replacements(ts, cwd) });
  return { ts, files, isCompleteCode, converter: createConverter() };
}

/** Loads tslab's converter so that it finds `typescript` in place of the TypeScript on disk. */
function loadConverter(typescript: Mutable): typeof TslabConverter {
  const cached = require.cache[tslabRequire.resolve('@tslab/typescript-for-tslab')]!;
  const original: unknown = cached.exports;
  cached.exports = typescript;
  try {
    return tslabRequire('./dist/converter.js') as typeof TslabConverter;
  } finally {
    cached.exports = original;
  }
}

function replacements(ts: Ts, cwd: string): Mutable {
  return {
    transpileModule: (code: string) => ({ outputText: code }),
    createWatchCompilerHost: (
      rootFiles: string[],
      options: TypeScript.CompilerOptions,
      ...rest: [TypeScript.System]
    ) => {
      const ours = { ...options, ...compilerOptions(ts) };
      const host = ts.createWatchCompilerHost(rootFiles, ours, ...rest);
      const create = host.createProgram;
      const createProgram: typeof create = (...given) => alwaysDeclaring(create(...given));
      return Object.assign(host, moduleResolver(ts, cwd, ours), { createProgram });
    },
    getPreEmitDiagnosticsOfFiles: (program: TypeScript.Program, sources: TypeScript.SourceFile[]) => {
      const forked = ts as Ts & { getPreEmitDiagnosticsOfFiles(...a: unknown[]): TypeScript.Diagnostic[] };
      return forked
        .getPreEmitDiagnosticsOfFiles(program, sources)
        .filter((diagnostic) => !isAboutDeclarations(diagnostic.code));
    },
  };
}

type Emit = TypeScript.Program['emit'];
type ForcedEmit = (...given: [...Parameters<Emit>, forceDeclarations: boolean]) => ReturnType<Emit>;

/**
 * TypeScript writes no declarations at all where one type has a name that cannot be imported
 * (`const fs = await import('fs')`); later cells would then know nothing of this cell.
 */
function alwaysDeclaring<B extends TypeScript.BuilderProgram>(builder: B): B {
  const emit = builder.emit.bind(builder);
  builder.emit = (source, write, token, _only, transformers) => {
    let declared = false;
    const writeFile: TypeScript.WriteFileCallback = (path, text, ...rest) => {
      declared ||= path.endsWith('.d.ts');
      write?.(path, text, ...rest);
    };
    const result = emit(source, writeFile, token, undefined, transformers);
    const program = builder.getProgram();
    if (!declared) (program.emit as ForcedEmit)(source, write, token, true, transformers, true);
    return result;
  };
  return builder;
}

function compilerOptions(ts: Ts): TypeScript.CompilerOptions {
  return {
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    inlineSourceMap: true,
    lib: ['lib.es2023.d.ts'],
    typeRoots: [nodeTypesRoot()],
    types: ['node'],
  };
}

/** The types of Node beside this installation; those that tslab brings are older. */
function nodeTypesRoot(): string {
  const places = [createRequire(__filename), tslabRequire];
  const found = places.map((require) => resolved(require, '@types/node/package.json'));
  const path = found.find((one) => one !== undefined) ?? '';
  return path.replaceAll('\\', '/').replace(/\/node\/package\.json$/, '');
}

function resolved(require: NodeJS.Require, name: string): string | undefined {
  try {
    return require.resolve(name);
  } catch {
    // Only in one of the places, as a rule.
    return undefined;
  }
}

/** TypeScript's errors 4000 to 4999, and three more, concern only the text of a declaration file. */
function isAboutDeclarations(code: number): boolean {
  return (code >= 4000 && code < 5000) || code === 2527 || code === 2742 || code === 2883 || code === 7056;
}
