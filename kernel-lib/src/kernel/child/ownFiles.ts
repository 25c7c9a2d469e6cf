/** The learner's own files that a cell imports: read again when they changed, and compiled for `modules.ts`. */
import { basename } from 'node:path';
import ts from 'typescript';
import type { Language } from './language.js';
import { isOfPackage } from './moduleTypes.js';
import { TARGET } from './options.js';

/** A file as CommonJS. */
export interface CompiledFile {
  path: string;
  module: string;
}

export class OwnFiles {
  /** What each file was when it was last handed out. */
  private readonly compiled = new Map<string, string>();

  constructor(private readonly language: Language) {}

  /** Those that the cell imports, directly or through each other. */
  importedBy(cell: ts.SourceFile, program: ts.Program): ts.SourceFile[] {
    const found = new Set<ts.SourceFile>();
    const queue = [cell];
    for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
      for (const name of importsOf(file)) {
        const { resolvedModule } = this.language.resolve(name, file.fileName);
        if (resolvedModule === undefined || isOfPackage(resolvedModule.resolvedFileName)) continue;
        const imported = program.getSourceFile(resolvedModule.resolvedFileName);
        if (imported === undefined || found.has(imported)) continue;
        found.add(imported);
        queue.push(imported);
      }
    }
    return [...found];
  }

  /** Those of the files that run and are new or changed. */
  changed(files: readonly ts.SourceFile[]): CompiledFile[] {
    const changed: CompiledFile[] = [];
    for (const file of files) {
      const { fileName: path } = file;
      const stamp = this.language.stamp(path);
      if (file.isDeclarationFile || this.compiled.get(path) === stamp) continue;
      this.compiled.set(path, stamp);
      changed.push({
        path,
        module: path.endsWith('.json') ? `module.exports = ${file.text}` : toCommonJs(file),
      });
    }
    return changed;
  }
}

/** The names of the modules that a file imports, as the program has collected them. */
function importsOf(file: ts.SourceFile): string[] {
  const { imports } = file as ts.SourceFile & { imports?: readonly ts.StringLiteralLike[] };
  return (imports ?? []).map((literal) => literal.text);
}

function toCommonJs(file: ts.SourceFile): string {
  return ts.transpileModule(file.text, {
    // By `.mjs` TypeScript would leave an ES module as it is.
    fileName: basename(file.fileName).replace(/\.[cm]([jt]s)$/, '.$1'),
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      esModuleInterop: true,
      jsx: ts.JsxEmit.React,
      target: TARGET,
      // A CommonJS file stays as loose as its author wrote it.
      alwaysStrict: false,
    },
  }).outputText;
}
