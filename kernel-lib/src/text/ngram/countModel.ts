/**
 * A language model that only counts: interpolated modified Kneser–Ney of any order over token ids. The longest n-grams
 * count how often they stand in the texts; shorter ones count after how many different tokens they stand, but for those at
 * the beginning of a document, which nothing precedes. What the discounts take goes to the next shorter context, and from
 * the empty one to all tokens alike, so that no token is impossible. KenLM gives the same probabilities.
 * Source: Chen and Goodman, An empirical study of smoothing techniques for language modeling, Computer Speech and Language
 * 13 (1999), section 3; beginnings of documents as in KenLM (Heafield and others, 2013).
 */
import { UserError } from '../../errors.js';
import { readOptions, rule } from '../../options.js';
import { grown } from '../bpe/grown.js';
import { NONE, PairTable } from '../bpe/pairTable.js';
import { modifiedDiscounts, type Discounts } from './discounts.js';

export interface CountModelOptions {
  /** A token's chance depends on `order` − 1 tokens before it. Default 3. */
  order?: number;
  /** Ids are below this. */
  vocabularySize: number;
}

const RULES = {
  order: {
    allows: (value: unknown) => Number.isInteger(value) && (value as number) >= 1 && (value as number) <= 16,
    words: 'a whole number from 1 to 16',
  },
  vocabularySize: rule.countFromOne,
};

/** How probable a text is. */
export interface Score {
  /** −log₂ of the probability of all tokens. */
  bits: number;
  tokens: number;
}

const ints = (length: number) => new Int32Array(length);

/** The empty context; other nodes are n-grams. */
const ROOT = 0;

export class CountModel {
  readonly order: number;
  readonly vocabularySize: number;
  /** From an n-gram's node without its last token, and that token, to its own: a node below `order`, else a leaf. */
  private readonly children = new PairTable(1024, 2);
  private nodes = 1;
  private leaves = 0;
  /** Of each node: its count, and how many tokens it has. */
  private counts = ints(1024);
  private lengths = ints(1024);
  private leafCounts = ints(1024);
  /** Of each node as a context: the sum of the counts of what follows; and how many of those are 1, 2, and more. */
  private totals = ints(0);
  private followers: [Int32Array, Int32Array, Int32Array] = [ints(0), ints(0), ints(0)];
  private discounts: Discounts[] = [];
  private isCounted = false;
  /** The beginning of a document. */
  private readonly start: number;

  constructor(options: CountModelOptions) {
    const { order, vocabularySize } = readOptions('CountModel', { order: 3 }, RULES, options);
    if (vocabularySize === undefined)
      throw new UserError('CountModel needs vocabularySize; give it that of the tokenizer.');
    this.order = order;
    this.vocabularySize = vocabularySize;
    this.start = order > 1 ? this.newNode(ROOT, vocabularySize, 1) : ROOT;
  }

  /** How many different n-grams of all lengths it holds. */
  get size(): number {
    return this.children.size - (this.order > 1 ? 1 : 0);
  }

  /** Counts one document. Throws a UserError where an id is not below `vocabularySize`. */
  add(ids: ArrayLike<number>): void {
    for (let i = 0; i < ids.length; i++) this.checked(ids[i]!); // all of it or nothing
    this.isCounted = false;
    const contexts = this.startOfDocument();
    for (let i = 0; i < ids.length; i++) this.count(contexts, ids[i]!);
  }

  /** The nodes of the contexts before the first token, the shortest first. */
  private startOfDocument(): number[] {
    return this.order > 1 ? [ROOT, this.start] : [ROOT];
  }

  private checked(id: number): number {
    if (Number.isInteger(id) && id >= 0 && id < this.vocabularySize) return id;
    throw new UserError(`CountModel: the ids are 0 to ${this.vocabularySize - 1}, got ${id}.`);
  }

  /** Counts a token after all of its contexts, and moves these on. */
  private count(contexts: number[], token: number): void {
    const grams: number[] = [];
    for (let length = 1; length <= contexts.length; length++) {
      const context = contexts[length - 1]!;
      let gram = this.children.get(context, token);
      if (gram === NONE) {
        gram = length < this.order ? this.newNode(context, token, length) : this.newLeaf(context, token);
        // A new token before the n-gram that is one shorter.
        if (length > 1) this.counts[grams[length - 2]!]!++;
      }
      grams.push(gram);
    }
    const longest = grams.at(-1)!;
    if (contexts.length === this.order) this.leafCounts[longest]!++;
    else this.counts[longest]!++;
    this.moveOn(contexts, grams);
  }

  /** The n-grams that end with a token are the contexts of the next, but for the longest. */
  private moveOn(contexts: number[], grams: readonly number[]): void {
    const length = Math.min(grams.length, this.order - 1);
    contexts.length = length + 1;
    for (let i = 0; i < length; i++) contexts[i + 1] = grams[i]!;
  }

  private newNode(context: number, token: number, length: number): number {
    const node = this.nodes++;
    if (node >= this.counts.length) {
      this.counts = grown(this.counts, node + 1, ints);
      this.lengths = grown(this.lengths, node + 1, ints);
    }
    this.lengths[node] = length;
    this.children.set(context, token, node);
    return node;
  }

  private newLeaf(context: number, token: number): number {
    const leaf = this.leaves++;
    if (leaf >= this.leafCounts.length) this.leafCounts = grown(this.leafCounts, leaf + 1, ints);
    this.children.set(context, token, leaf);
    return leaf;
  }

  private countOf(context: number, child: number): number {
    return this.lengths[context]! + 1 < this.order ? this.counts[child]! : this.leafCounts[child]!;
  }

  /** Sums up what follows each context, and estimates the discounts of each length. */
  private sumUp(): void {
    this.totals = ints(this.nodes);
    this.followers = [ints(this.nodes), ints(this.nodes), ints(this.nodes)];
    const countsOfCounts = Array.from({ length: this.order }, (): [number, number, number, number] => [
      0, 0, 0, 0,
    ]);
    this.children.forEach((context, token, child) => {
      if (token === this.vocabularySize) return; // the beginning of a document is no token
      const count = this.countOf(context, child);
      this.totals[context]! += count;
      this.followers[Math.min(count, 3) - 1]![context]!++;
      if (count <= 4) countsOfCounts[this.lengths[context]!]![count - 1]!++;
    });
    this.discounts = countsOfCounts.map(modifiedDiscounts);
    this.isCounted = true;
  }

  /** The probability of a token, from the empty context to the longest. */
  private chance(contexts: readonly number[], token: number): number {
    if (!this.isCounted) this.sumUp();
    let chance = 1 / this.vocabularySize;
    for (const context of contexts) {
      const total = context === NONE ? 0 : this.totals[context]!;
      if (total === 0) break; // nobody has seen this context, nor a longer one
      const discounts = this.discounts[this.lengths[context]!]!;
      const child = this.children.get(context, token);
      const count = child === NONE ? 0 : this.countOf(context, child);
      const kept = count === 0 ? 0 : count - discounts[Math.min(count, 3) - 1]!;
      const [ones, twos, more] = this.followers;
      const taken =
        discounts[0] * ones[context]! + discounts[1] * twos[context]! + discounts[2] * more[context]!;
      chance = (kept + taken * chance) / total;
    }
    return chance;
  }

  /** Moves contexts on over a token without counting it; NONE stands for one that nobody has seen. */
  private read(contexts: number[], token: number): void {
    const grams = contexts
      .slice(0, this.order - 1)
      .map((context) => (context === NONE ? NONE : this.children.get(context, token)));
    this.moveOn(contexts, grams);
  }

  /** The nodes of all contexts after these tokens of a document. */
  private contextsAfter(tokens: ArrayLike<number>): number[] {
    const contexts = this.startOfDocument();
    for (let i = 0; i < tokens.length; i++) this.read(contexts, this.checked(tokens[i]!));
    return contexts;
  }

  /** How probable a token is after the tokens of a document before it, all from the document's beginning. */
  probability(before: ArrayLike<number>, token: number): number {
    return this.chance(this.contextsAfter(before), this.checked(token));
  }

  /** How probable each token of the vocabulary is after these; the sum is 1. */
  distribution(before: ArrayLike<number>): Float64Array {
    const contexts = this.contextsAfter(before);
    return Float64Array.from({ length: this.vocabularySize }, (_, token) => this.chance(contexts, token));
  }

  /** The bits of a document. */
  score(ids: ArrayLike<number>): Score {
    const contexts = this.startOfDocument();
    let bits = 0;
    for (let i = 0; i < ids.length; i++) {
      bits -= Math.log2(this.chance(contexts, this.checked(ids[i]!)));
      this.read(contexts, ids[i]!);
    }
    return { bits, tokens: ids.length };
  }
}
