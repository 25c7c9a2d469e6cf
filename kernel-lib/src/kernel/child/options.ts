/** How cells are compiled. Where tslab made a choice that notebooks can feel (not `strict`, say), it is kept. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { withSlashes } from './moduleTypes.js';

const isNode24 = Number(process.versions.node.split('.')[0]) >= 24;

/** `using` and decorators become plain JavaScript; all else runs as it is written on the Node that runs the cells. */
export const TARGET = isNode24 ? ts.ScriptTarget.ES2025 : ts.ScriptTarget.ES2022;

export function compilerOptions(): ts.CompilerOptions {
  return {
    target: TARGET,
    lib: libraries(),
    // Imports stay as they are written: `cellScript.ts` makes the script that runs.
    module: ts.ModuleKind.Preserve,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    // Each cell is a module, whether it imports or not.
    moduleDetection: ts.ModuleDetectionKind.Force,
    esModuleInterop: true,
    resolveJsonModule: true,
    allowJs: true,
    checkJs: true,
    allowImportingTsExtensions: true,
    // A style sheet or a package without types may be imported for what it does.
    noUncheckedSideEffectImports: false,
    jsx: ts.JsxEmit.React,
    strict: false,
    declaration: true,
    preserveConstEnums: true,
    skipLibCheck: true,
    inlineSourceMap: true,
    newLine: ts.NewLineKind.LineFeed,
    typeRoots: [dirname(nodeTypesFolder())],
    // Those of Node come one by one: nodeTypes.ts.
    types: [],
  };
}

/** What the Node that runs the cells has: 24 brings all of ES2025. */
function libraries(): string[] {
  const edition = isNode24 ? 'es2025' : 'es2023';
  // The types of Node ask for the half-precision numbers on any Node.
  return [edition, 'esnext.disposable', 'esnext.decorators', 'es2025.float16'].map(
    (name) => `lib.${name}.d.ts`,
  );
}

/** The types of Node beside this installation. */
export function nodeTypesFolder(): string {
  return withSlashes(dirname(createRequire(__filename).resolve('@types/node/package.json')));
}

/** Globals that neither the types of the language nor those of Node have. */
export const OWN_TYPES = withSlashes(join(__dirname, '..', '..', '..', 'types', 'webassembly.d.ts'));
