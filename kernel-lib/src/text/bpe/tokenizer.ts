/** A trained tokenizer: text to ids and back, exactly. */
import { readText, writeAtomic } from '../../files.js';
import { UserError, messageOf } from '../../errors.js';
import { bytesOfToken, readableToken, SPECIAL_TOKENS, type Base, type SpecialToken } from './alphabet.js';
import { Encoder, type Merge, type Sink } from './encoder.js';
import { readTokenizerJson, tokenizerJson, type TokenizerJson } from './json.js';

export interface TokenizerEncodeOptions {
  /** Read `<|end|>` and the like as the tokens that they name; by default they are text as any other. */
  special?: boolean;
}
export interface TokenizerDecodeOptions {
  /** `false` leaves special tokens out; by default they are written as they are named. */
  special?: boolean;
}

/** One token of a text, in a form to show. */
export interface Piece {
  id: number;
  /** The text that it stands for; `<0xE6>` for a byte that is no whole character. */
  text: string;
}

/** What a tokenizer consists of. */
export interface TokenizerParts {
  base: Base;
  /** Every token once, in the order of its id: special ones, the 256 bytes, characters, merged ones. */
  tokens: readonly string[];
  /** In the order in which they were learnt. */
  merges: readonly Merge[];
}

const SPECIAL = new RegExp(SPECIAL_TOKENS.map((token) => token.replace(/\|/g, '\\|')).join('|'), 'g');

/**
 * Byte-pair encoding with a fixed vocabulary. Nothing is ever unknown, and `decode(encode(text))` is `text`, but for lone
 * surrogates, which no file can hold: each becomes U+FFFD.
 */
export class Tokenizer {
  readonly base: Base;
  private readonly tokens: readonly string[];
  private readonly ids: ReadonlyMap<string, number>;
  /** The bytes of all tokens, one after the other, and where each begins. */
  private readonly bytes: Uint8Array;
  private readonly starts: Int32Array;
  private readonly encoder: Encoder;
  private readonly learnt: readonly Merge[];
  private readonly sink: Sink = { ids: new Int32Array(1024), length: 0 };

  /** From parts that `trainTokenizer` made or `fromJSON` checked. */
  constructor({ base, tokens, merges }: TokenizerParts) {
    this.base = base;
    this.tokens = tokens;
    this.learnt = merges;
    this.ids = new Map(tokens.map((token, id) => [token, id]));
    const bytes = tokens.map((token) => bytesOfToken(base, token));
    this.bytes = Buffer.concat(bytes);
    this.starts = new Int32Array(tokens.length + 1);
    bytes.forEach(({ length }, id) => (this.starts[id + 1] = this.starts[id]! + length));
    this.encoder = new Encoder(base, tokens, merges);
  }

  /** How many tokens there are; ids go from 0 to below this. */
  get vocabularySize(): number {
    return this.tokens.length;
  }

  /** The pairs of tokens that are merged, in the order in which they were learnt. */
  get merges(): (readonly [left: string, right: string])[] {
    return this.learnt.map(({ left, right }) => [this.tokens[left]!, this.tokens[right]!]);
  }

  /** Is there such a token? */
  has(token: string): boolean {
    return this.ids.has(token);
  }

  /** The id of a token, written as in `tokenizer.json`. Throws a UserError where there is none. */
  idOf(token: SpecialToken | (string & {})): number {
    const id = this.ids.get(token);
    if (id === undefined)
      throw new UserError(
        `The tokenizer has no token ${JSON.stringify(token)}; encode() turns any text into tokens.`,
      );
    return id;
  }

  /** The token of an id, written as in `tokenizer.json`. Throws a UserError where there is none. */
  tokenOf(id: number): string {
    return this.tokens[this.checked(id)]!;
  }

  private checked(id: number): number {
    if (this.tokens[id] === undefined)
      throw new UserError(`No token has the id ${id}; the ids are 0 to ${this.tokens.length - 1}.`);
    return id;
  }

  /** The ids of a text. */
  encode(text: string, options: TokenizerEncodeOptions = {}): Int32Array {
    const { sink } = this;
    sink.length = 0;
    this.append(text, options, sink);
    return sink.ids.slice(0, sink.length);
  }

  /**
   * Appends the ids of a text to `sink.ids`, which is replaced by a larger array where it is full: for many texts, without
   * an array for each.
   */
  append(text: string, options: TokenizerEncodeOptions, sink: Sink): void {
    if (typeof text !== 'string') throw new UserError(`encode() takes a text, got ${typeof text}.`);
    let at = 0;
    if (options.special === true) {
      for (const match of text.matchAll(SPECIAL)) {
        this.encoder.encode(text, at, match.index, sink);
        this.encoder.push(this.idOf(match[0]), sink);
        at = match.index + match[0].length;
      }
    }
    this.encoder.encode(text, at, text.length, sink);
  }

  /**
   * The text of ids. Bytes that are no UTF-8, which only other ids than those of a text hold, become U+FFFD.
   * Throws a UserError where an id has no token.
   */
  decode(ids: Iterable<number>, options: TokenizerDecodeOptions = {}): string {
    const { bytes, starts } = this;
    const wanted = options.special === false ? Array.from(ids).filter((id) => !this.isSpecial(id)) : ids;
    const list = ArrayBuffer.isView(wanted) ? (wanted as Int32Array) : Array.from(wanted);
    let length = 0;
    for (let i = 0; i < list.length; i++) {
      const id = this.checked(list[i]!);
      length += starts[id + 1]! - starts[id]!;
    }
    const text = Buffer.allocUnsafe(length);
    let to = 0;
    for (let i = 0; i < list.length; i++) {
      const end = starts[list[i]! + 1]!;
      for (let at = starts[list[i]!]!; at < end;) text[to++] = bytes[at++]!;
    }
    return text.toString('utf8');
  }

  private isSpecial(id: number): boolean {
    return id >= 0 && id < SPECIAL_TOKENS.length;
  }

  /** The tokens of a text in a form to show, for example with `tokenStrip`. */
  pieces(text: string, options: TokenizerEncodeOptions = {}): Piece[] {
    return Array.from(this.encode(text, options), (id) => ({
      id,
      text: readableToken(this.base, this.tokens[id]!),
    }));
  }

  /** What `tokenizer.json` holds; Hugging Face's `tokenizers` reads it. */
  toJSON(): TokenizerJson {
    return tokenizerJson({ base: this.base, tokens: this.tokens, merges: this.learnt });
  }

  /** Writes `tokenizer.json`. Throws a UserError where that fails. */
  async save(path: string): Promise<void> {
    await writeAtomic(path, `${JSON.stringify(this, undefined, 1)}\n`);
  }

  /** From what `toJSON` gave. Throws a UserError that says what is wrong with it. */
  static fromJSON(json: unknown, where = 'The tokenizer'): Tokenizer {
    return new Tokenizer(readTokenizerJson(json, where));
  }

  /** Reads a `tokenizer.json` that `save` wrote. Throws a UserError where it is missing, broken or of another kind. */
  static async load(path: string): Promise<Tokenizer> {
    const text = await readText(path);
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch (thrown) {
      throw new UserError(`${path} is no JSON: ${messageOf(thrown)}.`, 1, { cause: thrown });
    }
    return Tokenizer.fromJSON(json, path);
  }
}
