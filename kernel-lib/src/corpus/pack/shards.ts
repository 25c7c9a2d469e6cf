/** Reading shards: the tables stay in memory (24 bytes a document), tokens come from memory or from the file. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileError } from '../../files.js';
import { UserError } from '../../errors.js';
import {
  checksum,
  decodeHeader,
  DOCUMENT_FIELDS,
  MARK_FIELDS,
  type Layout,
  type ShardHeader,
} from './shard-format.js';
import { SHARD_NAME } from './shard-writer.js';

export interface OpenOptions {
  /** The fingerprint that the shards must have; by default any, the same in all. */
  tokenizer?: string;
  /** Shards are held in memory whole up to so many bytes in all; beyond, documents are read one by one. Default 256 MiB. */
  memory?: number;
}

const MEMORY = 256 * 1024 * 1024;

/** One open file. */
class Shard {
  readonly header: ShardHeader;
  private readonly layout: Layout;
  private readonly file: number;
  /** [documents, DOCUMENT_FIELDS]. */
  readonly table: Uint32Array;
  /** [marks, MARK_FIELDS]. */
  readonly marks: Uint32Array;
  private resident: Uint16Array | Uint32Array | undefined;
  private pooled: Buffer = Buffer.alloc(0);

  constructor(readonly path: string) {
    this.file = openSync(path, 'r');
    try {
      const { header, layout } = decodeHeader(path, (offset, bytes) => this.bytes(offset, bytes));
      this.header = header;
      this.layout = layout;
      const size = fstatSync(this.file).size;
      if (size !== layout.end) throw this.damaged(`it has ${size} bytes, its header says ${layout.end}`);
      const tables = this.bytes(layout.documents, layout.end - layout.documents);
      if (checksum([tables]) !== header.tablesChecksum)
        throw this.damaged('its tables do not fit their checksum');
      const numbers = new Uint32Array(tables.buffer as ArrayBuffer, tables.byteOffset, tables.length / 4);
      this.table = numbers.subarray(0, header.documents * DOCUMENT_FIELDS);
      this.marks = numbers.subarray(this.table.length);
    } catch (thrown) {
      closeSync(this.file);
      throw thrown;
    }
  }

  get bytesOfTokens(): number {
    return this.header.tokens * this.header.tokenBytes;
  }

  /** Reads the tokens into memory, and checks them. */
  load(): void {
    const bytes = this.bytes(this.layout.tokens, this.bytesOfTokens);
    if (checksum([bytes]) !== this.header.tokensChecksum)
      throw this.damaged('its tokens do not fit their checksum');
    this.resident = this.view(bytes);
  }

  /** Copies `count` tokens from the one at `start` of the shard to `target[at]` and on. */
  copy(start: number, count: number, target: Int32Array, at: number): void {
    if (this.resident !== undefined) {
      copyNumbers(this.resident, start, count, target, at);
      return;
    }
    const { tokenBytes } = this.header;
    const bytes = count * tokenBytes;
    if (this.pooled.length < bytes) this.pooled = Buffer.from(new ArrayBuffer(2 * bytes));
    const got = readSync(this.file, this.pooled, 0, bytes, this.layout.tokens + start * tokenBytes);
    if (got !== bytes) throw this.damaged(`it ended after ${got} of ${bytes} bytes`);
    copyNumbers(this.view(this.pooled.subarray(0, bytes)), 0, count, target, at);
  }

  close(): void {
    closeSync(this.file);
  }

  private view(bytes: Buffer): Uint16Array | Uint32Array {
    const { tokenBytes } = this.header;
    const Numbers = tokenBytes === 2 ? Uint16Array : Uint32Array;
    return new Numbers(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.length / tokenBytes);
  }

  /** A part of the file in memory of its own, so that typed arrays may lie over it. */
  private bytes(offset: number, length: number): Buffer {
    const buffer = Buffer.from(new ArrayBuffer(length));
    let got = 0;
    while (got < length) {
      const read = readSync(this.file, buffer, got, length - got, offset + got);
      if (read === 0) break;
      got += read;
    }
    return buffer.subarray(0, got);
  }

  private damaged(why: string): UserError {
    return new UserError(`The shard ${this.path} is damaged: ${why}; build the corpus again with --fresh.`);
  }
}

/** `set` of a typed array converts slowly between widths, and documents are short: a loop is twice as fast. */
function copyNumbers(
  from: Uint16Array | Uint32Array,
  start: number,
  count: number,
  target: Int32Array,
  at: number,
): void {
  for (let i = 0; i < count; i++) target[at + i] = from[start + i]!;
}

/** A mark on tokens of a document: `count` tokens from the one at `start`. */
export interface TokenMark {
  start: number;
  count: number;
  label: string;
}

/** All shards of a folder, or some of their documents, as one list, in the order in which they were written. */
export class Shards {
  readonly documents: number;
  readonly tokens: number;
  readonly tokenizer: string;
  readonly vocabulary: number;
  readonly sources: readonly string[];
  readonly languages: readonly string[];
  readonly labels: readonly string[];
  /** [shards + 1]: number of the first document of each shard. */
  private readonly first: Float64Array;

  /** @param chosen - the documents that it has, of all that are in the shards; by default all. */
  constructor(
    readonly folder: string,
    private readonly shards: readonly Shard[],
    private readonly chosen?: Uint32Array,
  ) {
    this.first = new Float64Array(shards.length + 1);
    shards.forEach(({ header }, i) => (this.first[i + 1] = this.first[i]! + header.documents));
    const headers = shards.map(({ header }) => header);
    this.documents = chosen?.length ?? this.first[shards.length]!;
    this.tokens =
      chosen?.reduce((sum, _, i) => sum + this.lengthOf(i), 0) ??
      headers.reduce((sum, { tokens }) => sum + tokens, 0);
    this.tokenizer = headers[0]!.tokenizer;
    this.vocabulary = headers[0]!.vocabulary;
    const names = (of: (header: ShardHeader) => readonly string[]) =>
      [...new Set(headers.flatMap(of))].sort();
    this.sources = names(({ sources }) => sources);
    this.languages = names(({ languages }) => languages);
    this.labels = names(({ labels }) => labels);
  }

  /** How many tokens document `i` has. */
  lengthOf(i: number): number {
    const [shard, at] = this.find(i);
    return shard.table[at + 1]!;
  }

  sourceOf(i: number): string {
    const [shard, at] = this.find(i);
    return shard.header.sources[shard.table[at + 2]!]!;
  }

  languageOf(i: number): string {
    const [shard, at] = this.find(i);
    return shard.header.languages[shard.table[at + 3]!]!;
  }

  marksOf(i: number): TokenMark[] {
    const [shard, at] = this.find(i);
    const first = shard.table[at + 4]!;
    return Array.from({ length: shard.table[at + 5]! }, (_, k) => {
      const [start, count, label] = shard.marks.subarray((first + k) * MARK_FIELDS);
      return { start: start!, count: count!, label: shard.header.labels[label!]! };
    });
  }

  /** Copies `count` tokens of document `i` from the one at `start`, to `target[at]` and on. */
  copy(i: number, start: number, count: number, target: Int32Array, at: number): void {
    const [shard, row] = this.find(i);
    shard.copy(shard.table[row]! + start, count, target, at);
  }

  /** All tokens of document `i`. */
  tokensOf(i: number): Int32Array {
    const tokens = new Int32Array(this.lengthOf(i));
    this.copy(i, 0, tokens.length, tokens, 0);
    return tokens;
  }

  /** A checksum of all tokens and tables: equal only for equal shards. */
  fingerprint(): string {
    const parts = this.shards.map(({ header }) => `${header.tokensChecksum} ${header.tablesChecksum}\n`);
    return checksum([
      Buffer.from(parts.join('')),
      ...(this.chosen === undefined ? [] : [bytesOf(this.chosen)]),
    ]).slice(0, 16);
  }

  /**
   * Some of the documents as shards of their own, in the same order. They share the files, so `close()` one of the two.
   * @param isChosen - called once for each document.
   */
  only(isChosen: (document: number) => boolean): Shards {
    const own = this.chosen;
    const chosen = Array.from({ length: this.documents }, (_, i) => i).filter(isChosen);
    return new Shards(
      this.folder,
      this.shards,
      Uint32Array.from(chosen, (i) => own?.[i] ?? i),
    );
  }

  close(): void {
    for (const shard of this.shards) shard.close();
  }

  /** The shard of a document, and where its row begins in the shard's table. */
  private find(i: number): [Shard, number] {
    if (!(i >= 0 && i < this.documents))
      throw new RangeError(`There is no document ${i} of ${this.documents}.`);
    const document = this.chosen?.[i] ?? i;
    let low = 0;
    let high = this.shards.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.first[middle]! <= document) low = middle;
      else high = middle - 1;
    }
    return [this.shards[low]!, (document - this.first[low]!) * DOCUMENT_FIELDS];
  }
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Uint32Array) =>
  new Uint8Array(buffer, byteOffset, byteLength);

/**
 * Opens all shards of a folder (or of its `shards/`). Call `close()` when done.
 * @throws UserError where there is none, one is damaged, or one belongs to another tokenizer.
 */
export async function openShards(folder: string, options: OpenOptions = {}): Promise<Shards> {
  const [place, names] = await shardsIn(folder);
  const open: Shard[] = [];
  try {
    for (const name of names) open.push(new Shard(join(place, name)));
    checkTokenizer(open, options.tokenizer);
    const bytes = open.reduce((sum, shard) => sum + shard.bytesOfTokens, 0);
    if (bytes <= (options.memory ?? MEMORY)) for (const shard of open) shard.load();
    return new Shards(place, open);
  } catch (thrown) {
    for (const shard of open) shard.close();
    throw fileError('Cannot read the shards in', place, thrown);
  }
}

async function shardsIn(folder: string): Promise<[string, string[]]> {
  for (const place of [folder, join(folder, 'shards')]) {
    const found = (await readdir(place).catch(() => [])).filter((name) => SHARD_NAME.test(name));
    if (found.length > 0) return [place, found.sort((a, b) => a.length - b.length || (a < b ? -1 : 1))];
  }
  throw new UserError(`There are no token shards in ${folder}; \`npx blossom corpus build\` writes them.`);
}

function checkTokenizer(shards: readonly Shard[], expected = shards[0]!.header.tokenizer): void {
  for (const { path, header } of shards) {
    if (header.tokenizer === expected) continue;
    throw new UserError(
      `${path} was written with the tokenizer ${header.tokenizer}, not with ${expected}: its numbers mean other ` +
        `tokens. Use the tokenizer.json that lies beside the shards, or build the corpus again with --fresh.`,
    );
  }
}
