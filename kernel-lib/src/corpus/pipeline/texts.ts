/** Texts of the spool by the number of their document: for the few that have to be read again. */
import { closeSync, openSync, readSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Document } from '../document.js';
import { KeyFile } from './keys.js';
import type { Places } from './places.js';

/** Files that stay open. */
const MOST_OPEN = 128;

export class TextReader {
  private readonly open = new Map<number, number>();

  private constructor(
    private readonly places: Places,
    /** [blocks + 1]: number of the first document of each block. */
    private readonly begin: Uint32Array,
    /** For each document: where its line begins, and its bytes. */
    private readonly starts: Uint32Array,
    private readonly bytes: Uint32Array,
  ) {}

  /** @param documents - how many each block has. */
  static async open(places: Places, documents: readonly number[], hashes: number): Promise<TextReader> {
    const begin = new Uint32Array(documents.length + 1);
    documents.forEach((count, i) => (begin[i + 1] = begin[i]! + count));
    const all = begin[documents.length]!;
    const starts = new Uint32Array(all);
    const bytes = new Uint32Array(all);
    for (const [number, count] of documents.entries()) {
      const keys = KeyFile.parse(await readFile(places.block('keys', number, 'bin')), hashes);
      for (let i = 0; i < count; i++) {
        starts[begin[number]! + i] = keys.lineStart(i);
        bytes[begin[number]! + i] = keys.lineBytes(i);
      }
    }
    return new TextReader(places, begin, starts, bytes);
  }

  at(document: number): Document {
    const line = Buffer.alloc(this.bytes[document]!);
    const file = this.fileOf(this.blockOf(document));
    readSync(file, line, 0, line.length, this.starts[document]!);
    return JSON.parse(line.toString('utf8')) as Document;
  }

  close(): void {
    for (const file of this.open.values()) closeSync(file);
    this.open.clear();
  }

  /** Keeps the files open that were used last. */
  private fileOf(block: number): number {
    const known = this.open.get(block);
    if (known !== undefined) {
      this.open.delete(block);
      this.open.set(block, known);
      return known;
    }
    if (this.open.size === MOST_OPEN) {
      const [oldest, file] = this.open.entries().next().value!;
      closeSync(file);
      this.open.delete(oldest);
    }
    const file = openSync(this.places.block('texts', block, 'jsonl'), 'r');
    this.open.set(block, file);
    return file;
  }

  private blockOf(document: number): number {
    let low = 0;
    let high = this.begin.length - 2;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.begin[middle]! <= document) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
