/** Documents as token ids, into shards of about equal size; each one is whole on the disk or not there. */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../errors.js';
import { writeAtomic } from '../../files.js';
import { readOptions, rule } from '../../options.js';
import {
  checksum,
  DOCUMENT_FIELDS,
  encodeHeader,
  MARK_FIELDS,
  tokenBytesOf,
  VERSION,
  type ShardHeader,
} from './shard-format.js';

/** A document on its way into a shard. */
export interface TokenDocument {
  tokens: Int32Array | Uint16Array | Uint32Array | readonly number[];
  /** A name for mixing, for example `web`. */
  source: string;
  language: string;
  /** Marks on tokens: `count` tokens from the one at `start`, in order of their start. */
  marks?: readonly { start: number; count: number; label: string }[];
}

export interface ShardOptions {
  /** Fingerprint of the tokenizer (see `fingerprintOf`). */
  tokenizer: string;
  /** How many token ids there are; up to 65,536 a token takes two bytes, else four. */
  vocabulary: number;
  /** A shard is closed once it holds this many tokens; one document is never cut. Default 8,388,608. */
  shardTokens?: number;
}

/** What one shard holds, for the list of all. */
export interface ShardSummary {
  file: string;
  tokens: number;
  documents: number;
  bytes: number;
  tokensChecksum: string;
}

export const shardName = (number: number) => `tokens-${String(number).padStart(5, '0')}.shard`;
export const SHARD_NAME = /^tokens-\d{5,}\.shard$/;

const DEFAULTS = { shardTokens: 8 * 1024 * 1024 };
const RULES = { tokenizer: rule.text, vocabulary: rule.countFromOne, shardTokens: rule.countFromOne };

/** Names and the numbers that stand for them, in the order of their first use. */
class Names {
  private readonly numbers = new Map<string, number>();

  numberOf(name: string): number {
    const known = this.numbers.get(name);
    if (known !== undefined) return known;
    this.numbers.set(name, this.numbers.size);
    return this.numbers.size - 1;
  }

  list = (): string[] => [...this.numbers.keys()];
}

/** Numbers that grow without being copied at each push. */
class Growing<Values extends Uint16Array | Uint32Array> {
  length = 0;

  constructor(
    private readonly make: (length: number) => Values,
    private values = make(4096),
  ) {}

  /** Room for so many more; gives where they begin. */
  reserve(count: number): number {
    const start = this.length;
    this.length += count;
    if (this.length > this.values.length) {
      const larger = this.make(Math.max(this.length, 2 * this.values.length));
      larger.set(this.values as never);
      this.values = larger;
    }
    return start;
  }

  get array(): Values {
    return this.values;
  }

  bytes(): Buffer {
    return Buffer.from(this.values.buffer, 0, this.length * this.values.BYTES_PER_ELEMENT);
  }

  clear(): void {
    this.length = 0;
  }
}

/** Writes shards into a folder, numbered from `first`. Memory: one shard. */
export class ShardWriter {
  private readonly options;
  private readonly tokens: Growing<Uint16Array | Uint32Array>;
  private readonly documents = new Growing((length) => new Uint32Array(length));
  private readonly marks = new Growing((length) => new Uint32Array(length));
  private documentCount = 0;
  private markCount = 0;
  private sources = new Names();
  private languages = new Names();
  private labels = new Names();
  private number: number;
  private readonly written: ShardSummary[] = [];

  constructor(
    private readonly folder: string,
    options: ShardOptions,
    first = 0,
  ) {
    this.options = readOptions('shards', DEFAULTS, RULES, options);
    const wide = tokenBytesOf(this.options.vocabulary) === 4;
    this.tokens = new Growing((length) => (wide ? new Uint32Array(length) : new Uint16Array(length)));
    this.number = first;
  }

  /**
   * @returns the shard that this document filled, if it did.
   * @throws UserError where a token is not below the vocabulary.
   */
  async add(document: TokenDocument): Promise<ShardSummary | undefined> {
    this.addTable(document, this.addTokens(document));
    return this.tokens.length >= this.options.shardTokens ? this.flush() : undefined;
  }

  private addTokens({ tokens }: TokenDocument): number {
    const start = this.tokens.reserve(tokens.length);
    const array = this.tokens.array;
    for (let i = 0; i < tokens.length; i++) {
      const token = tokens[i]!;
      if (!(token >= 0 && token < this.options.vocabulary)) {
        throw new UserError(
          `Token ${token} of document ${this.documentCount} is not below the vocabulary of ${this.options.vocabulary}.`,
        );
      }
      array[start + i] = token;
    }
    return start;
  }

  private addTable({ tokens, source, language, marks = [] }: TokenDocument, start: number): void {
    const firstMark = this.markCount;
    this.markCount += marks.length;
    const at = this.documents.reserve(DOCUMENT_FIELDS);
    const names = [this.sources.numberOf(source), this.languages.numberOf(language)];
    this.documents.array.set([start, tokens.length, ...names, firstMark, marks.length], at);
    for (const mark of marks) {
      const place = this.marks.reserve(MARK_FIELDS);
      this.marks.array.set([mark.start, mark.count, this.labels.numberOf(mark.label)], place);
    }
    this.documentCount++;
  }

  /** Writes what is left, if anything is, and gives all shards that this writer wrote. */
  async end(): Promise<readonly ShardSummary[]> {
    if (this.documentCount > 0) await this.flush();
    return this.written;
  }

  private async flush(): Promise<ShardSummary> {
    const tokenBytes = tokenBytesOf(this.options.vocabulary);
    const tokens = this.tokens.bytes();
    const tables = [this.documents.bytes(), this.marks.bytes()];
    const header: ShardHeader = {
      version: VERSION,
      tokenizer: this.options.tokenizer,
      vocabulary: this.options.vocabulary,
      tokenBytes,
      tokens: this.tokens.length,
      documents: this.documentCount,
      marks: this.markCount,
      sources: this.sources.list(),
      languages: this.languages.list(),
      labels: this.labels.list(),
      tokensChecksum: checksum([tokens]),
      tablesChecksum: checksum(tables),
    };
    const file = shardName(this.number++);
    const filling = Buffer.alloc((8 - (tokens.length % 8)) % 8);
    const data = Buffer.concat([encodeHeader(header), tokens, filling, ...tables]);
    await writeAtomic(join(this.folder, file), data);
    const { tokens: count, documents, tokensChecksum } = header;
    const summary = { file, tokens: count, documents, bytes: data.length, tokensChecksum };
    this.written.push(summary);
    this.clear();
    return summary;
  }

  private clear(): void {
    for (const part of [this.tokens, this.documents, this.marks]) part.clear();
    this.documentCount = 0;
    this.markCount = 0;
    this.sources = new Names();
    this.languages = new Names();
    this.labels = new Names();
  }
}

/** All documents into a folder; shards of an earlier run there are removed. */
export async function writeShards(
  folder: string,
  documents: Iterable<TokenDocument> | AsyncIterable<TokenDocument>,
  options: ShardOptions,
): Promise<readonly ShardSummary[]> {
  const writer = new ShardWriter(folder, options);
  for (const name of await readdir(folder).catch(() => [])) {
    if (SHARD_NAME.test(name)) await rm(join(folder, name));
  }
  for await (const document of documents) await writer.add(document);
  return writer.end();
}
