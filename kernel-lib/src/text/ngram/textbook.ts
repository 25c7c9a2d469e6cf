/** Modified Kneser–Ney as its formulas read, with every count looked up anew: the slow twin of countModel.ts. */
import { modifiedDiscounts } from './discounts.js';

const START = '^';

/** All n-grams of a length, as often as they stand in the documents; a document's beginning counts as a token. */
function gramsOf(documents: readonly (readonly number[])[], length: number): string[][] {
  return documents.flatMap((ids) => {
    const tokens = [START, ...ids.map(String)];
    return tokens.slice(length - 1).map((_, i) => tokens.slice(i, i + length));
  });
}

/** n-grams of one length by their counts: how often, or, where there are longer ones, after how many different tokens. */
function countsOf(
  documents: readonly (readonly number[])[],
  length: number,
  order: number,
): Map<string, number> {
  const counts = new Map<string, number>();
  const add = (gram: readonly string[]) => counts.set(gram.join(' '), (counts.get(gram.join(' ')) ?? 0) + 1);
  const grams = gramsOf(documents, length).filter((gram) => gram.join() !== START);
  grams.filter((gram) => length === order || gram[0] === START).forEach(add);
  if (length === order) return counts;
  const longer = new Set(gramsOf(documents, length + 1).map((gram) => gram.join(' ')));
  for (const gram of longer) add(gram.split(' ').slice(1));
  return counts;
}

/**
 * The probability of a token after the tokens before it.
 * @param order - of the longest n-grams; `before` begins with the document.
 */
export function textbookProbability(
  documents: readonly (readonly number[])[],
  { order, vocabularySize }: { order: number; vocabularySize: number },
  before: readonly number[],
  token: number,
): number {
  let chance = 1 / vocabularySize;
  const history = [START, ...before.map(String)];
  for (let length = 1; length <= Math.min(order, history.length + 1); length++) {
    const context = length === 1 ? [] : history.slice(1 - length);
    const counts = countsOf(documents, length, order);
    const numbered = (n: number) => [...counts.values()].filter((count) => count === n).length;
    const discounts = modifiedDiscounts([numbered(1), numbered(2), numbered(3), numbered(4)]);
    const discount = (count: number) => (count === 0 ? 0 : discounts[Math.min(count, 3) - 1]!);
    const followers = Array.from(
      { length: vocabularySize },
      (_, w) => counts.get([...context, w].join(' ')) ?? 0,
    );
    const total = followers.reduce((sum, count) => sum + count, 0);
    if (total === 0) return chance;
    const taken = followers.reduce((sum, count) => sum + discount(count), 0);
    chance = (followers[token]! - discount(followers[token]!)) / total + (taken / total) * chance;
  }
  return chance;
}
