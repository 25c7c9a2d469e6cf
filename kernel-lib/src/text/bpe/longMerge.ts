/** Merges in a long piece, in n log n steps: symbols are a linked list, and a heap knows the pair that is next. */
import { NONE } from './pairTable.js';
import type { RankTable } from './rankTable.js';

/** The smallest number on top. */
class NumberHeap {
  private readonly numbers: number[] = [];

  push(number: number): void {
    const { numbers } = this;
    let at = numbers.length;
    numbers.push(number);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (numbers[parent]! <= number) break;
      numbers[at] = numbers[parent]!;
      at = parent;
    }
    numbers[at] = number;
  }

  pop(): number | undefined {
    const { numbers } = this;
    const top = numbers[0];
    const last = numbers.pop();
    if (last === undefined || numbers.length === 0) return top;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= numbers.length) break;
      if (child + 1 < numbers.length && numbers[child + 1]! < numbers[child]!) child++;
      if (numbers[child]! >= last) break;
      numbers[at] = numbers[child]!;
      at = child;
    }
    numbers[at] = last;
    return top;
  }
}

/**
 * Merges the ids in place, as the encoder does with short pieces, and returns how many are left.
 * @param made - what each rank's merge makes.
 */
export function mergeLong(ids: Int32Array, table: RankTable, made: Int32Array): number {
  const count = ids.length;
  const next = Int32Array.from({ length: count }, (_, i) => i + 1);
  const previous = Int32Array.from({ length: count }, (_, i) => i - 1);
  /** The rank of the pair that begins here; NONE also where a symbol was swallowed. */
  const ranks = new Int32Array(count).fill(NONE);
  const heap = new NumberHeap();
  const look = (at: number) => {
    ranks[at] = next[at]! < count ? table.get(ids[at]!, ids[next[at]!]!) : NONE;
    // Rank first, then the place: the heap yields the leftmost of equal ranks.
    if (ranks[at] !== NONE) heap.push(ranks[at]! * count + at);
  };
  for (let at = 0; at < count - 1; at++) look(at);
  for (let entry = heap.pop(); entry !== undefined; entry = heap.pop()) {
    const at = entry % count;
    const rank = (entry - at) / count;
    if (ranks[at] !== rank) continue;
    const swallowed = next[at]!;
    ids[at] = made[rank]!;
    ranks[swallowed] = NONE;
    next[at] = next[swallowed]!;
    if (next[at]! < count) previous[next[at]!] = at;
    look(at);
    if (previous[at]! >= 0) look(previous[at]!);
  }
  let left = 0;
  for (let at = 0; at < count; at = next[at]!) ids[left++] = ids[at]!;
  return left;
}
