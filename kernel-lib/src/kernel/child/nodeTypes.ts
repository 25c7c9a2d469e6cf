/**
 * The types of Node, read as far as cells come to need them: all of them take four times as long as the types of the
 * language itself, and a cell touches little.
 *
 * What declares something global is there from the start. The types of `node:fs` are read when the checker first looks
 * for that module, because a cell imports it or because a type that the cell uses leads there; then the cell is checked
 * again. So the last check has all that it asked for, and finds what it would find with everything read.
 */
import { readFileSync } from 'node:fs';
import type ts from 'typescript';

/** Takes out `/// <reference types="node" />`, which would bring all of them: they come as they are needed. */
export function withoutReference(file: ts.SourceFile): ts.SourceFile {
  const isOther = ({ fileName }: ts.FileReference) => fileName !== 'node';
  file.typeReferenceDirectives = file.typeReferenceDirectives.filter(isOther);
  return file;
}

export class NodeTypes {
  /** In the order in which `@types/node` names them: where two files declare the same thing, it decides. */
  private readonly all: string[];
  /** Files by the module that they declare. */
  private readonly declaring = new Map<string, string[]>();
  private readonly taken = new Set<string>();
  /** What the checker has looked for and not been given. */
  private readonly wanted = new Set<string>();
  /** Packages that these files import and no cell has needed, with the files that do. */
  private readonly postponed = new Map<string, string[]>();
  private readonly needed = new Set<string>();
  /** Files that import what has been needed since. */
  private readonly outdated = new Set<string>();

  /** @param folder - of `@types/node`. */
  constructor(private readonly folder: string) {
    const index = readFileSync(`${folder}/index.d.ts`, 'utf8');
    this.all = [...index.matchAll(/^\/\/\/ <reference path="(.+)"/gm)].map(([, path]) => `${folder}/${path}`);
    const global = this.all.filter((path) => this.sort(path, readFileSync(path, 'utf8')));
    global.forEach((path) => this.take(path));
  }

  /** The files that a program is to have. */
  get files(): string[] {
    return this.all.filter((path) => this.taken.has(path));
  }

  /** From now on, notes what the checker of this program looks for. */
  watch(program: ts.Program): void {
    // A new program asks the one before it.
    this.wanted.clear();
    const watched = program as ts.Program & { getResolvedModule(...given: [unknown, string]): unknown };
    const resolved = watched.getResolvedModule;
    watched.getResolvedModule = (...given) => {
      this.wanted.add(given[1]);
      return resolved(...given);
    };
  }

  /** Takes in what was looked for. False where the program had all of it. */
  grow(): boolean {
    let isGrown = false;
    for (const name of this.wanted) {
      for (const path of this.declaring.get(name) ?? []) isGrown = this.take(path) || isGrown;
      const importers = this.postponed.get(name);
      if (importers === undefined) continue;
      this.postponed.delete(name);
      this.needed.add(name);
      importers.forEach((path) => this.outdated.add(path));
      isGrown = true;
    }
    this.wanted.clear();
    return isGrown;
  }

  /** Takes in every module. */
  growWhole(): void {
    this.all.forEach((path) => this.take(path));
  }

  /** Whether a file imports what a program need not look for on the disk, or not yet. */
  postpones(name: string, from: string): boolean {
    if (!from.startsWith(`${this.folder}/`) || name.startsWith('.')) return false;
    // The checker finds it by its name alone.
    if (this.declaring.has(name)) return true;
    if (this.needed.has(name)) {
      this.outdated.delete(from);
      return false;
    }
    this.postponed.set(name, [...(this.postponed.get(name) ?? []), from]);
    return true;
  }

  /** Whether the imports of this file are to be looked for again. */
  isOutdated(path: string): boolean {
    return this.outdated.has(path);
  }

  /** What is found is not looked for: a module that two files declare comes whole. */
  private take(path: string): boolean {
    if (this.taken.has(path)) return false;
    this.taken.add(path);
    for (const files of this.declaring.values()) {
      if (files.includes(path)) files.forEach((one) => this.take(one));
    }
    return true;
  }

  /**
   * Notes which modules a file declares. By line: these files are written by one hand, and to read them by the rules
   * would take the time that this saves.
   * @returns whether it declares something global.
   */
  private sort(path: string, text: string): boolean {
    const modules = [...text.matchAll(/^declare module "(.+)"/gm)].map(([, name]) => name!);
    for (const name of modules) this.declaring.set(name, [...(this.declaring.get(name) ?? []), path]);
    return modules.length === 0 || /^\s*(declare )?global \{/m.test(text);
  }
}
