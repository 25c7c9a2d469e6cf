/** What an import in a cell loads: first beside the notebook, then from this installation. */
import { createRequire } from 'node:module';
import { dirname, isAbsolute, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { types } from 'node:util';
import vm from 'node:vm';
import { isOurs } from './ownLibrary.js';
import * as tslab from './tslabModule.js';

type Namespace = Record<string, unknown>;

/** What a cell's imports were compiled to. */
export interface Import {
  (name: string, imported?: string): unknown;
  /** `import(…)` */
  later(name: string): Promise<unknown>;
  meta: ImportMeta;
}

interface OwnFile {
  path: string;
  module: string;
  loaded?: { exports: Namespace };
}

export class Modules {
  /** The learner's own TypeScript files, by path without extension. */
  private readonly files = new Map<string, OwnFile>();
  private readonly installed = createRequire(__filename);

  /** `require` in a cell. */
  readonly require: ((name: string) => unknown) & { resolve(name: string): string };
  readonly import: Import;

  constructor(cwd: string) {
    const cell = join(cwd, 'cell.ts');
    const resolve = (name: string) => createRequire(cell).resolve(name);
    this.require = Object.assign((name: string) => this.load(name, cell), { resolve });
    const url = pathToFileURL(cell).href;
    this.import = Object.assign((name: string, imported?: string) => this.importNow(name, imported), {
      later: async (name: string) => toNamespace(await this.loadLater(name)),
      meta: { filename: cell, dirname: cwd, url, resolve } as ImportMeta,
    });
  }

  /** New or changed files, compiled; whoever imports them next gets the new ones. */
  update(files: readonly { path: string; module: string }[]): void {
    for (const { path, module } of files) this.files.set(withoutExtension(path), { path, module });
    // A file that did not change may have imported one that did.
    if (files.length > 0) for (const file of this.files.values()) delete file.loaded;
  }

  private importNow(name: string, imported: string | undefined): unknown {
    const namespace = toNamespace(this.require(name));
    return imported === undefined || imported === '*' ? namespace : namespace[imported];
  }

  private load(name: string, from: string): unknown {
    if (name === 'tslab') return tslab;
    const own = this.own(name, from);
    if (own !== undefined) return own.exports;
    if (isOurs(name)) return this.installed(name);
    const require = createRequire(from);
    return (this.isBeside(require, name) ? require : this.installed)(name);
  }

  /** A module with a top-level await cannot be required; the others are, so that each is loaded once. */
  private async loadLater(name: string): Promise<unknown> {
    try {
      return this.require(name);
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== 'ERR_REQUIRE_ASYNC_MODULE') throw thrown;
      return import(pathToFileURL(this.require.resolve(name)).href);
    }
  }

  private isBeside(require: NodeJS.Require, name: string): boolean {
    if (name.startsWith('.') || isAbsolute(name)) return true;
    try {
      require.resolve(name);
      return true;
    } catch (besides) {
      try {
        this.installed.resolve(name);
        return false;
      } catch {
        // In neither place: the message is to name the notebook's folder.
        throw besides;
      }
    }
  }

  private own(name: string, from: string): { exports: Namespace } | undefined {
    if (!name.startsWith('.') && !isAbsolute(name)) return undefined;
    const wanted = isAbsolute(name) ? name : join(dirname(from), name);
    const file =
      this.files.get(withoutExtension(wanted)) ?? this.files.get(join(wanted, 'index').replaceAll('\\', '/'));
    if (file === undefined || file.loaded !== undefined) return file?.loaded;
    const { path } = file;
    const loaded = (file.loaded = { exports: {} });
    try {
      const run = vm.compileFunction(
        file.module,
        ['exports', 'require', 'module', '__filename', '__dirname'],
        {
          filename: path,
        },
      );
      run(loaded.exports, (inner: string) => this.load(inner, path), loaded, path, dirname(path));
    } catch (thrown) {
      delete file.loaded;
      throw thrown;
    }
    return loaded;
  }
}

function withoutExtension(path: string): string {
  return path.replaceAll('\\', '/').replace(/\.[cm]?[jt]sx?$/, '');
}

/** The view that `import * as` gives of a module: a CommonJS module is its own `default` besides its properties. */
function toNamespace(module: unknown): Namespace {
  if (types.isModuleNamespaceObject(module) || (module as Namespace | null)?.['__esModule'] === true) {
    return module as Namespace;
  }
  const namespace = Object.create(null) as Namespace;
  if (typeof module === 'object' || typeof module === 'function') {
    for (const key of Object.getOwnPropertyNames(module ?? {})) {
      const get = () => (module as Namespace)[key];
      Object.defineProperty(namespace, key, { enumerable: true, configurable: true, get });
    }
  }
  Object.defineProperty(namespace, 'default', { enumerable: true, configurable: true, value: module });
  return namespace;
}
