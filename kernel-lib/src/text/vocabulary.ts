/** Tokens to numbers and back. The numbers of the special tokens come first and never change. */
import { SPECIAL, countTokens, isSpecial, joinTokens, tokenize, type Special } from './tokens.js';

export interface EncodeOptions {
  /** Cut or fill with `[PAD]` to this many tokens. */
  length?: number;
}

/** A fixed list of tokens; a token's id is its place in the list. */
export class Vocabulary {
  private readonly ids: ReadonlyMap<string, number>;

  /**
   * @param tokens - every token once, in the order of its id; the special tokens first.
   * @param names - Chinese names that are one token each.
   */
  constructor(
    readonly tokens: readonly string[],
    private readonly names: readonly string[] = [],
  ) {
    this.ids = new Map(tokens.map((token, id) => [token, id]));
    if (this.ids.size !== tokens.length)
      throw new RangeError('Vocabulary: a token stands twice in the list.');
    const misplaced = SPECIAL.find((name, id) => tokens[id] !== name);
    if (misplaced !== undefined) {
      throw new RangeError(
        `Vocabulary: the list must begin with ${SPECIAL.join(' ')}; ${misplaced} is misplaced.`,
      );
    }
  }

  /** The vocabulary of these texts: special tokens, then the most frequent first. */
  static of(texts: readonly string[], names: readonly string[] = []): Vocabulary {
    const words = [...countTokens(texts, names).keys()].filter((token) => !isSpecial(token));
    return new Vocabulary([...SPECIAL, ...words], names);
  }

  get size(): number {
    return this.tokens.length;
  }

  /** The id of a token; that of `[UNK]` where it is not in the list. */
  id(token: string): number {
    return this.ids.get(token) ?? this.idOf('[UNK]');
  }

  /** The id of a special token. */
  idOf(name: Special): number {
    return SPECIAL.indexOf(name);
  }

  /** The token of an id. Throws a RangeError where there is none. */
  token(id: number): string {
    const token = this.tokens[id];
    if (token === undefined)
      throw new RangeError(`Vocabulary: no token has the id ${id}; the ids are 0 to ${this.size - 1}.`);
    return token;
  }

  encode(text: string, options: EncodeOptions = {}): number[] {
    const ids = tokenize(text, this.names).map((token) => this.id(token));
    if (options.length === undefined) return ids;
    return Array.from({ length: options.length }, (_, i) => ids[i] ?? this.idOf('[PAD]'));
  }

  /** The text of these ids: lower-case English, padding left out. */
  decode(ids: Iterable<number>): string {
    return joinTokens([...ids].map((id) => this.token(id)).filter((token) => token !== '[PAD]'));
  }
}
