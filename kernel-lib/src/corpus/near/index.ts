/**
 * Locality-sensitive hashing: documents whose signatures agree in all rows of a band share a bucket. Kept in memory is
 * one 64-bit key a band (112 bytes a document with 14 bands), not the signature; buckets exist for one band at a time.
 */
import { BLOCK_BITS, BLOCK_REST, bandKeys } from './bandKeys.js';
import { unionFind } from './unionFind.js';
import type { UnionFind } from './unionFind.js';
import { nearSettings } from './options.js';
import type { NearOptions, NearSettings } from './options.js';
import type { BandKeys } from './bandKeys.js';

/** Whether two documents, by their positions, are really alike. */
export type Verify = (a: number, b: number) => boolean;

export interface NearClusters {
  /** For each document, the first one of its cluster: its own position where it is alone or the first. */
  clusterOf: Int32Array;
  /** For each document, the one of its cluster that stays: the longest, and of equally long ones the earliest. */
  keptOf: Int32Array;
}

export interface NearIndex {
  readonly settings: NearSettings;
  readonly size: number;
  /** Adds the next document and returns its position. `length` decides which copy stays (UTF-16 code units are fine). */
  add(signature: Uint32Array, length: number): number;
  /**
   * Joins candidates to clusters. Without `verify` all of a bucket belong together; with it, only pairs that it says yes
   * to. A document is compared with at most 32 others of a bucket, the latest first.
   */
  clusters(verify?: Verify): NearClusters;
  /** Bytes of typed arrays that are held between calls, and at most during `clusters`. */
  bytes(): { held: number; most: number };
}

export function nearIndex(options: NearOptions = {}): NearIndex {
  const settings = nearSettings(options);
  const keys = bandKeys(settings);
  return {
    settings,
    get size() {
      return keys.size;
    },
    add: keys.add,
    clusters(verify) {
      const joined = unionFind(keys.size);
      const buckets = bucketsFor(keys.size);
      const earlier = verify && new Int32Array(keys.size);
      for (let band = 0; band < settings.bands; band++) {
        if (verify && earlier) joinVerified({ keys, band, buckets, joined, earlier, verify });
        else joinBuckets(keys, band, buckets, joined);
      }
      return resultOf(keys, joined);
    },
    bytes() {
      const held = keys.bytes();
      // Parents, buckets, the chains of verification, and the two results.
      return { held, most: held + 8 * slotsFor(keys.size) + 4 * 4 * keys.size };
    },
  };
}

/** A power of two that leaves at least a third free. */
const slotsFor = (size: number) => 2 ** Math.ceil(Math.log2(Math.max(2, size * 1.5)));

/** The buckets of one band: a table with open addressing. */
interface Buckets {
  /** A member of the bucket, plus 1; 0 is free. */
  members: Int32Array;
  /** The low half of its key: most strangers are told apart without a look at their keys. */
  low: Uint32Array;
}

const bucketsFor = (size: number): Buckets => ({
  members: new Int32Array(slotsFor(size)),
  low: new Uint32Array(slotsFor(size)),
});

/** The first of a bucket stands in its slot; all others join it. */
function joinBuckets(keys: BandKeys, band: number, buckets: Buckets, joined: UnionFind): void {
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
const MOST_COMPARISONS = 32;

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
function joinVerified({ keys, band, buckets, joined, earlier, verify }: Verification): void {
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

function resultOf(keys: BandKeys, joined: UnionFind): NearClusters {
  const clusterOf = new Int32Array(keys.size);
  const keptOf = new Int32Array(keys.size);
  for (let item = 0; item < keys.size; item++) {
    const first = joined.find(item);
    clusterOf[item] = first;
    // Until all are seen, the best one so far stands at the cluster's first document, which comes before all others.
    if (first === item || keys.lengthOf(item) > keys.lengthOf(keptOf[first]!)) keptOf[first] = item;
  }
  for (let item = 0; item < keys.size; item++) keptOf[item] = keptOf[clusterOf[item]!]!;
  return { clusterOf, keptOf };
}
