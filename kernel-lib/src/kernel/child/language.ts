/**
 * TypeScript's language service over two files that are nowhere on the disk: the cell, and the declarations of the
 * cells before it. A name that the cell does not declare is looked up in those declarations, as in a scope around it.
 */
import { statSync } from 'node:fs';
import ts from 'typescript';
import { Documents, PACKAGE_VERSION } from './documents.js';
import { isOfPackage, moduleResolver, withSlashes, type Resolve } from './moduleTypes.js';
import { NodeTypes } from './nodeTypes.js';
import { compilerOptions, nodeTypesFolder, OWN_TYPES } from './options.js';

/** The cell in the program that holds it. */
export interface Opened {
  program: ts.Program;
  file: ts.SourceFile;
}

const NOWHERE: ts.ResolvedModuleWithFailedLookupLocations = { resolvedModule: undefined };

export class Language {
  readonly options = compilerOptions();
  readonly documents = new Documents(this.options);
  readonly resolve: Resolve;
  private readonly packages: ts.ModuleResolutionCache;
  /** Path of the cell. */
  readonly cell: string;
  readonly service: ts.LanguageService;
  readonly nodeTypes = new NodeTypes(nodeTypesFolder());

  private readonly declarations: string;
  private readonly virtual: Map<string, { text: string; version: number }>;
  /** The learner's own files, by path: time and size when they were last looked at. */
  private readonly stamps = new Map<string, string>();
  /** Files whose imports were not all found. */
  private readonly lacking = new Set<string>();
  private looksAgain = false;
  private hasLegacyDecorators = false;
  private readonly legacyOptions = { ...this.options, experimentalDecorators: true };

  /** @param cwd - where cells resolve relative files and packages. */
  constructor(private readonly cwd: string) {
    const folder = withSlashes(cwd).replace(/\/$/, '');
    this.cell = `${folder}/__cell__.ts`;
    this.declarations = `${folder}/__cells__.d.ts`;
    const empty = () => ({ text: '', version: 0 });
    this.virtual = new Map([
      [this.cell, empty()],
      [this.declarations, empty()],
    ]);
    this.packages = ts.createModuleResolutionCache(folder, (name) => name, this.options);
    this.resolve = moduleResolver(this.options, this.packages);
    this.service = ts.createLanguageService(this.host(), this.documents.registry());
  }

  /**
   * Works on this cell behind these declarations, with every type that the work comes to need.
   * @param work - is done again where something was missing.
   */
  with<T>(declarations: string, cell: string, work: (opened: Opened) => T): T {
    for (;;) {
      const result = work(this.open(declarations, cell));
      if (!this.nodeTypes.grow()) return result;
    }
  }

  /** Works with the decorators that TypeScript had before JavaScript had its own. */
  withLegacyDecorators<T>(work: () => T): T {
    this.hasLegacyDecorators = true;
    try {
      return work();
    } finally {
      this.hasLegacyDecorators = false;
    }
  }

  /** Has the service see the cell; the program stays valid until the next call. */
  private open(declarations: string, cell: string): Opened {
    for (const [path, text] of [
      [this.declarations, `export {};\n${declarations}`] as const,
      [this.cell, cell] as const,
    ]) {
      const file = this.virtual.get(path)!;
      // The cell counts as changed in any case: a file that it imports may be new.
      if (file.text !== text || path === this.cell)
        this.virtual.set(path, { text, version: file.version + 1 });
    }
    this.stamps.clear();
    this.looksAgain = true;
    const program = this.service.getProgram()!;
    this.looksAgain = false;
    this.nodeTypes.watch(program);
    // The checker binds the files, which resets their parents.
    program.getTypeChecker();
    const file = program.getSourceFile(this.cell)!;
    (file as { parent: ts.Node }).parent = program.getSourceFile(this.declarations)!;
    return { program, file };
  }

  private host(): ts.LanguageServiceHost {
    const { virtual } = this;
    const read = (path: string) => virtual.get(path)?.text ?? ts.sys.readFile(path);
    return {
      ...this.hostOfPrograms(),
      getCompilationSettings: () => (this.hasLegacyDecorators ? this.legacyOptions : this.options),
      getScriptFileNames: () => [...virtual.keys(), OWN_TYPES, ...this.nodeTypes.files],
      getScriptVersion: (path) => this.version(path),
      getScriptSnapshot: (path) => {
        const text = virtual.get(path)?.text;
        return text === undefined
          ? this.documents.snapshot(path, this.version(path))
          : ts.ScriptSnapshot.fromString(text);
      },
      getCurrentDirectory: () => this.cwd,
      getDefaultLibFileName: (options) => ts.getDefaultLibFilePath(options),
      useCaseSensitiveFileNames: () => true,
      fileExists: (path) => virtual.has(path) || ts.sys.fileExists(path),
      readFile: read,
      directoryExists: ts.sys.directoryExists,
      getDirectories: ts.sys.getDirectories,
      readDirectory: ts.sys.readDirectory,
      ...(ts.sys.realpath === undefined ? {} : { realpath: ts.sys.realpath }),
      resolveModuleNameLiterals: (literals, from, _redirected, options, file) => {
        const found = literals.map((literal) =>
          this.nodeTypes.postpones(literal.text, from)
            ? NOWHERE
            : this.resolve(literal.text, from, ts.getModeForUsageLocation(file, literal, options)),
        );
        const isLacking = !isOfPackage(from) && found.some((one) => one.resolvedModule === undefined);
        if (isLacking) this.lacking.add(from);
        else this.lacking.delete(from);
        return found;
      },
    };
  }

  /** What a host of programs may have: the language service passes it on. */
  private hostOfPrograms() {
    return {
      // A file that imports what was not there may find it now.
      hasInvalidatedResolutions: (path: string) =>
        this.looksAgain && (this.lacking.has(path) || this.nodeTypes.isOutdated(path)),
      // Without it, each program would read the package.json of each file again.
      getModuleResolutionCache: () => this.packages,
    };
  }

  private version(path: string): string {
    const virtual = this.virtual.get(path);
    if (virtual !== undefined) return String(virtual.version);
    return isOfPackage(path) ? PACKAGE_VERSION : this.stamp(path);
  }

  /** Time and size of an own file, the same ones for the whole of a cell; empty where the file is gone. */
  stamp(path: string): string {
    let stamp = this.stamps.get(path);
    if (stamp === undefined) {
      const stats = statSync(path, { throwIfNoEntry: false });
      this.stamps.set(path, (stamp = stats === undefined ? '' : `${stats.mtimeMs}:${stats.size}`));
    }
    return stamp;
  }
}
