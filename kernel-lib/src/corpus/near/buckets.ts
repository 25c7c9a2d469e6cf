/** The documents whose keys agree in a band, found with a table that serves one band after another. */
import { BLOCK_BITS, BLOCK_REST } from './bandKeys.js';
import type { BandKeys } from './bandKeys.js';
import type { Verify } from './index.js';
import type { UnionFind } from './unionFind.js';

/** A power of two that leaves at least a third free. */
export const slotsFor = (size: number) => 2 ** Math.ceil(Math.log2(Math.max(2, size * 1.5)));

/** The buckets of one band: a table with open addressing. */
export interface Buckets {
  /** A member of the bucket, plus 1; 0 is free. */
  members: Int32Array;
  /** The low half of its key: most strangers are told apart without a look at their keys. */
  low: Uint32Array;
}

export const bucketsFor = (size: number): Buckets => ({
  members: new Int32Array(slotsFor(size)),
  low: new Uint32Array(slotsFor(size)),
});

/** The first of a bucket stands in its slot; all others join it. */
export function joinBuckets(keys: BandKeys, band: number, buckets: Buckets, joined: UnionFind): void {
  buckets.members.fill(0);
  const { low, high } = keys.band(band);
  for (let item = 0; item < keys.size; item++) {
    const slot = slotOf(low, high, item, buckets);
    if (slot < 0) continue;
    const member = buckets.members[slot]!;
    if (member === 0) buckets.members[slot] = item + 1;
    else joined.union(member - 1, item);
  }
}

/** The slot of the document's bucket, or the free one where its bucket begins; -1 where it has no key. */
function slotOf(low: Uint32Array[], high: Uint32Array[], item: number, buckets: Buckets): number {
  const [block, at] = [item >>> BLOCK_BITS, item & BLOCK_REST];
  const highHalf = high[block]![at]!;
  if (highHalf === 0) return -1;
  const lowHalf = low[block]![at]!;
  const { members, low: lows } = buckets;
  const mask = members.length - 1;
  let slot = lowHalf & mask;
  for (let member = members[slot]!; member !== 0; member = members[slot]!) {
    const other = member - 1;
    if (lows[slot] === lowHalf && high[other >>> BLOCK_BITS]![other & BLOCK_REST] === highHalf) return slot;
    slot = (slot + 1) & mask;
  }
  lows[slot] = lowHalf;
  return slot;
}

/** Comparisons of one document in one bucket: a bucket of boilerplate must not take quadratic time. */
export const MOST_COMPARISONS = 32;

interface Verification {
  keys: BandKeys;
  band: number;
  buckets: Buckets;
  joined: UnionFind;
  /** For each document, the one before it in its bucket, plus 1; 0 at the end. */
  earlier: Int32Array;
  verify: Verify;
}

/** The latest of a bucket stands in its slot, and each one knows the one before it. */
export function joinVerified({ keys, band, buckets, joined, earlier, verify }: Verification): void {
  buckets.members.fill(0);
  const { low, high } = keys.band(band);
  for (let item = 0; item < keys.size; item++) {
    const slot = slotOf(low, high, item, buckets);
    if (slot < 0) continue;
    let member = buckets.members[slot]!;
    earlier[item] = member;
    buckets.members[slot] = item + 1;
    for (let i = 0; member !== 0 && i < MOST_COMPARISONS; i++, member = earlier[member - 1]!) {
      if (joined.find(member - 1) === joined.find(item)) continue;
      if (verify(member - 1, item)) joined.union(member - 1, item);
    }
  }
}
