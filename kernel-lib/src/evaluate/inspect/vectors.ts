/** Vectors that stand for tokens and words: which lie close together, and do classes of them gather? */
import { UserError } from '../../errors.js';
import type { Model } from '../../nn/model.js';
import { oneOf, readOptions, rule, type Rule } from '../../options.js';
import type { Tokenizer } from '../../text/bpe/tokenizer.js';

export interface Neighbour {
  token: number;
  /** The cosine of the angle between the two: 1 the same direction, 0 nothing in common. */
  similarity: number;
}

export interface NeighbourOptions {
  /** Default 10. */
  count?: number;
  /** Only these tokens are looked at. Default: all. */
  among?: readonly number[];
}

const list: Rule = { allows: Array.isArray, words: 'a list of tokens' };

/** The tokens whose embeddings point most nearly where this one's does, the nearest first; never the token itself. */
export function neighbours(model: Model, token: number, given: NeighbourOptions = {}): Neighbour[] {
  const rules = { count: rule.countFromOne, among: list };
  const { count, among } = readOptions('neighbours', { count: 10 }, rules, given);
  const vectors = embeddingOf(model);
  const own = vectors(token);
  const others = among ?? Array.from({ length: model.config.vocabulary }, (_, id) => id);
  return [...new Set(others)]
    .filter((other) => other !== token)
    .map((other) => ({ token: other, similarity: cosine(own, vectors(other)) }))
    .sort((a, b) => b.similarity - a.similarity || a.token - b.token)
    .slice(0, count);
}

/**
 * The mean of the embeddings of a text's tokens. Write a word as it stands in a sentence: in English with its blank
 * before it, which belongs to its first token.
 * @returns [D].
 */
export function wordVector(model: Model, tokenizer: Tokenizer, word: string): Float32Array {
  const tokens = tokenizer.encode(word);
  if (tokens.length === 0) throw new UserError('wordVector: the word is empty; give at least one sign.');
  const vectors = embeddingOf(model);
  const mean = new Float32Array(model.config.width);
  for (const token of tokens) vectors(token).forEach((value, i) => (mean[i]! += value / tokens.length));
  return mean;
}

/** Row by row, without a copy. */
function embeddingOf({ config, parameters }: Model): (token: number) => Float32Array {
  const table = parameters['embedding']!.dataSync() as Float32Array;
  return (token) => {
    if (Number.isInteger(token) && token >= 0 && token < config.vocabulary)
      return table.subarray(token * config.width, (token + 1) * config.width);
    throw new UserError(
      `The embedding has no token ${token}; tokens are 0 to ${config.vocabulary - 1}. Does the tokenizer belong to the model?`,
    );
  };
}

/** a·b / (|a|·|b|), or 0 where one of them is all 0. */
export function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [both, ofA, ofB] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    both += a[i]! * b[i]!;
    ofA += a[i]! ** 2;
    ofB += b[i]! ** 2;
  }
  return ofA === 0 || ofB === 0 ? 0 : both / Math.sqrt(ofA * ofB);
}

export interface GatheringOptions {
  /** `cosine` (1 − cosine) looks at directions alone, `euclidean` at length too. Default `cosine`. */
  distance?: 'cosine' | 'euclidean';
}

export interface Gathering {
  /** The mean over all vectors. */
  all: number;
  /** The mean over the vectors of each class, in the order in which the classes come. */
  byClass: Record<string, number>;
}

/**
 * How well classes of vectors gather: the silhouette (Rousseeuw, 1987). For each vector, a is its mean distance to the
 * others of its class and b that to the nearest other class; (b − a) / max(a, b) is near 1 in a class of its own, 0 on
 * the border, below 0 among others. A vector alone in its class counts 0.
 * @throws UserError for fewer than two classes, or not one class a vector.
 */
export function gathering(
  vectors: readonly ArrayLike<number>[],
  classes: readonly string[],
  given: GatheringOptions = {},
): Gathering {
  const rules = { distance: oneOf('cosine', 'euclidean') };
  const { distance } = readOptions('gathering', { distance: 'cosine' }, rules, given);
  checkVectors('gathering', vectors);
  if (vectors.length !== classes.length) {
    throw new UserError(
      `gathering: ${vectors.length} vectors need as many classes, got ${classes.length} names.`,
    );
  }
  const members = new Map<string, number[]>();
  classes.forEach((name, i) => members.set(name, [...(members.get(name) ?? []), i]));
  if (members.size < 2) {
    throw new UserError(`gathering: at least two classes are compared, got ${members.size}.`);
  }
  const between = distance === 'cosine' ? (a: Vector, b: Vector) => 1 - cosine(a, b) : euclidean;
  const meanTo = (i: number, others: readonly number[]) =>
    mean(others.filter((j) => j !== i).map((j) => between(vectors[i]!, vectors[j]!)));
  const widths = classes.map((name, i) => {
    const own = members.get(name)!;
    if (own.length === 1) return 0;
    const a = meanTo(i, own);
    const b = Math.min(...[...members].flatMap(([other, all]) => (other === name ? [] : meanTo(i, all))));
    return a === b ? 0 : (b - a) / Math.max(a, b);
  });
  const byClass = [...members].map(([name, own]) => [name, mean(own.map((i) => widths[i]!))] as const);
  return { all: mean(widths), byClass: Object.fromEntries(byClass) };
}

type Vector = ArrayLike<number>;

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

function euclidean(a: Vector, b: Vector): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i]! - b[i]!) ** 2;
  return Math.sqrt(sum);
}

/** @throws UserError where vectors have not all as many numbers, or one is not finite. */
export function checkVectors(who: string, vectors: readonly ArrayLike<number>[]): void {
  vectors.forEach((vector, i) => {
    if (vector.length !== vectors[0]!.length) {
      throw new UserError(
        `${who}: vector ${i} has ${vector.length} numbers, the first has ${vectors[0]!.length}.`,
      );
    }
    if (Array.from(vector).every(Number.isFinite)) return;
    throw new UserError(`${who}: vector ${i} has a number that is not finite.`);
  });
}
