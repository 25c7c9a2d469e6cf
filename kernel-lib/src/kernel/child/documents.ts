/**
 * The source files that TypeScript works on. Those of packages are read once and kept: they never change under a
 * kernel, and what a cell imports anew is often there already, because the warm-up read it.
 */
import ts from 'typescript';
import { readDeprecations } from './documentation.js';
import { isOfPackage } from './moduleTypes.js';
import { withoutReference } from './nodeTypes.js';
import { TARGET } from './options.js';

export class Documents {
  private readonly files = new Map<string, ts.SourceFile>();

  constructor(private readonly options: ts.CompilerOptions) {}

  /** The text of a file, read from the disk only where this version of it is not here. */
  snapshot(path: string, version: string): ts.IScriptSnapshot | undefined {
    const known = this.files.get(path) as
      (ts.SourceFile & { scriptSnapshot: ts.IScriptSnapshot }) | undefined;
    if (known !== undefined && versionOf(known) === version) return known.scriptSnapshot;
    const text = ts.sys.readFile(path);
    return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
  }

  /** Reads a package's file ahead of need. */
  read(path: string): ts.SourceFile | undefined {
    const known = this.files.get(path);
    if (known !== undefined) return known;
    const snapshot = this.snapshot(path, PACKAGE_VERSION);
    if (snapshot === undefined) return undefined;
    const file = parse(path, snapshot, { languageVersion: this.options.target! }, PACKAGE_VERSION);
    this.files.set(path, file);
    return file;
  }

  /** What the language service asks for its files: only what it calls itself. */
  registry(): ts.DocumentRegistry {
    const get = (
      path: string,
      snapshot: ts.IScriptSnapshot,
      version: string,
      how: How,
      kind?: ts.ScriptKind,
    ) => this.get(path, snapshot, version, how, kind);
    const key = '' as unknown as ts.DocumentRegistryBucketKey;
    return {
      acquireDocumentWithKey: (path, _path, _host, _key, snapshot, version, kind, how) =>
        get(path, snapshot, version, asOptions(how), kind),
      updateDocumentWithKey: (path, _path, _host, _key, snapshot, version, kind, how) =>
        get(path, snapshot, version, asOptions(how), kind),
      getKeyForCompilationSettings: () => key,
      releaseDocumentWithKey: (path: ts.Path) => this.release(path),
      reportStats: () => `${this.files.size} files`,
    } as Partial<ts.DocumentRegistry> as ts.DocumentRegistry;
  }

  private get(
    path: string,
    snapshot: ts.IScriptSnapshot,
    version: string,
    how: How,
    kind?: ts.ScriptKind,
  ): ts.SourceFile {
    let file = this.files.get(path);
    if (file === undefined || versionOf(file) !== version) {
      file = parse(path, snapshot, how, version, kind);
      this.files.set(path, file);
    }
    // Only the program knows whether the package around the file is made of ES modules.
    const { impliedNodeFormat, packageJsonLocations, packageJsonScope } = how as PackageFacts;
    return Object.assign(file, { impliedNodeFormat, packageJsonLocations, packageJsonScope });
  }

  private release(path: string): void {
    if (!isOfPackage(path)) this.files.delete(path);
  }
}

/** Files of packages without what their authors wrote in front of declarations: documentation.ts reads that on demand. */
function parse(
  path: string,
  snapshot: ts.IScriptSnapshot,
  how: How,
  version: string,
  kind?: ts.ScriptKind,
): ts.SourceFile {
  if (!isOfPackage(path) || !path.endsWith('.ts'))
    return withoutReference(ts.createLanguageServiceSourceFile(path, snapshot, how, version, false, kind));
  const bare = { ...how, jsDocParsingMode: ts.JSDocParsingMode.ParseNone };
  const file = ts.createLanguageServiceSourceFile(path, snapshot, bare, version, false, kind);
  readDeprecations(file);
  return withoutReference(file);
}

/** The version of every file that never changes. */
export const PACKAGE_VERSION = '1';

type How = ts.CreateSourceFileOptions;
type PackageFacts = How & { packageJsonLocations?: readonly string[]; packageJsonScope?: unknown };

function asOptions(how: ts.ScriptTarget | How | undefined): How {
  return typeof how === 'object' ? how : { languageVersion: how ?? TARGET };
}

function versionOf(file: ts.SourceFile): string {
  return (file as ts.SourceFile & { version: string }).version;
}
