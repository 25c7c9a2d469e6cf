/** Which characters get a token of their own. */
import type { WordCounts } from './wordCounts.js';

/** How often each character stands in the texts; halves of surrogate pairs count as U+FFFD. */
export function countCharacters({ units, starts, counts, size }: WordCounts): Map<number, number> {
  const ofUnit = new Float64Array(0x10000);
  const ofPair = new Map<number, number>();
  for (let word = 0; word < size; word++) {
    const [end, count] = [starts[word + 1]!, counts[word]!];
    for (let at = starts[word]!; at < end; at++) {
      const unit = units[at]!;
      const next = at + 1 < end ? units[at + 1]! : 0;
      if ((unit & 0xf800) !== 0xd800) ofUnit[unit]! += count;
      else if (unit < 0xdc00 && (next & 0xfc00) === 0xdc00) {
        const codePoint = ((unit & 0x3ff) << 10) + (next & 0x3ff) + 0x10000;
        ofPair.set(codePoint, (ofPair.get(codePoint) ?? 0) + count);
        at++;
      } else ofUnit[0xfffd]! += count;
    }
  }
  ofUnit.forEach((count, unit) => count > 0 && ofPair.set(unit, count));
  return ofPair;
}

/**
 * The most frequent characters, sorted by code point.
 * @param limit - no more than these; of equally frequent ones, the smaller code points.
 */
export function mostFrequent(counts: ReadonlyMap<number, number>, limit: number): string[] {
  return [...counts]
    .sort(([a, often], [b, oftener]) => oftener - often || a - b)
    .slice(0, limit)
    .map(([codePoint]) => codePoint)
    .sort((a, b) => a - b)
    .map((codePoint) => String.fromCodePoint(codePoint));
}

/**
 * The characters that save as many tokens as the last merge, which would take their place: one token instead of the
 * character's bytes, at least one for each time that it stands in the texts.
 * @param lastCount - how often the last pair stood there.
 */
export function worthTheirPlace(
  characters: readonly string[],
  counts: ReadonlyMap<number, number>,
  lastCount: number,
): string[] {
  const saved = (character: string) => Math.max(1, Buffer.byteLength(character) - 1);
  return characters.filter((each) => saved(each) * counts.get(each.codePointAt(0)!)! >= lastCount);
}
