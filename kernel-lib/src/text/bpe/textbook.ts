/**
 * Byte-pair encoding as a textbook has it: every pair is counted anew for each merge, and each merge is tried on the whole
 * text. The slow twin of learner.ts and encoder.ts, whose results must be the same.
 */
import { FIRST_OTHER, type Base } from './alphabet.js';
import { javaScriptPattern } from './classes.js';
import type { Merge } from './encoder.js';
import { SymbolReader } from './symbols.js';

let pattern: RegExp | undefined;

/** The pieces inside of which tokens are merged. */
export function textbookSplit(text: string): string[] {
  pattern ??= javaScriptPattern();
  return text.match(pattern) ?? [];
}

/** How often each pair of neighbours stands in the words, which count as often as `words` says. */
export function countPairs(
  words: readonly (readonly [ids: readonly number[], count: number])[],
): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [ids, count] of words) {
    for (let i = 1; i < ids.length; i++) {
      const pair = `${ids[i - 1]} ${ids[i]}`;
      counts.set(pair, (counts.get(pair) ?? 0) + count);
    }
  }
  return counts;
}

/** The ids with each `left right`, from the left, replaced by `id`. */
export function mergePair(ids: readonly number[], { left, right, id }: Merge): number[] {
  const merged: number[] = [];
  for (let i = 0; i < ids.length; i++) {
    if (ids[i] === left && ids[i + 1] === right) {
      merged.push(id);
      i++;
    } else merged.push(ids[i]!);
  }
  return merged;
}

/** The pair with the highest count; of equals that with the smaller left id, then the smaller right id. */
export function bestPair(
  counts: ReadonlyMap<string, number>,
): { left: number; right: number; count: number } | undefined {
  const pairs = [...counts].map(([pair, count]) => {
    const [left, right] = pair.split(' ').map(Number) as [number, number];
    return { left, right, count };
  });
  return pairs.sort((a, b) => b.count - a.count || a.left - b.left || a.right - b.right)[0];
}

/** The ids of a piece before anything is merged. */
function symbolsOf(piece: string, reader: SymbolReader): number[] {
  const units = Uint16Array.from({ length: piece.length }, (_, i) => piece.charCodeAt(i));
  const ids = new Int32Array(3 * piece.length);
  return [...ids.subarray(0, reader.read(units, 0, units.length, ids, 0))];
}

/**
 * The merges that training learns from these texts.
 * @param tokens - special tokens, bytes and characters; merged ones are appended.
 */
export function textbookMerges(
  texts: readonly string[],
  {
    base,
    tokens,
    vocabularySize,
    minimumFrequency = 2,
  }: { base: Base; tokens: string[]; vocabularySize: number; minimumFrequency?: number },
): Merge[] {
  const reader = new SymbolReader(base, tokens);
  const border = (id: number) => base === 'characters' && id < FIRST_OTHER;
  let words = texts.flatMap(textbookSplit).map((piece) => [symbolsOf(piece, reader), 1] as const);
  const merges: Merge[] = [];
  while (tokens.length < vocabularySize) {
    const counts = countPairs(words);
    for (const pair of counts.keys())
      if (pair.split(' ').some((id) => border(Number(id)))) counts.delete(pair);
    const best = bestPair(counts);
    if (best === undefined || best.count < minimumFrequency) break;
    const token = tokens[best.left]! + tokens[best.right]!;
    if (!tokens.includes(token)) tokens.push(token);
    const merge = { left: best.left, right: best.right, id: tokens.indexOf(token) };
    merges.push(merge);
    words = words.map(([ids, count]) => [mergePair(ids, merge), count]);
  }
  return merges;
}

/** The ids of a text: in each piece, the leftmost pair of those learnt first is merged, until none is left. */
export function textbookEncode(
  text: string,
  { base, tokens, merges }: { base: Base; tokens: readonly string[]; merges: readonly Merge[] },
): number[] {
  const reader = new SymbolReader(base, tokens);
  return textbookSplit(text).flatMap((piece) => {
    const ids = symbolsOf(piece, reader);
    for (;;) {
      const begins = ({ left, right }: Merge) =>
        ids.findIndex((id, i) => id === left && ids[i + 1] === right);
      const merge = merges.find((each) => begins(each) !== -1);
      if (merge === undefined) return ids;
      ids.splice(begins(merge), 2, merge.id);
    }
  });
}
