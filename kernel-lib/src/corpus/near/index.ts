/**
 * Locality-sensitive hashing: documents whose signatures agree in all rows of a band share a bucket. Kept in memory is
 * one 64-bit key a band (112 bytes a document with 14 bands), not the signature; buckets exist for one band at a time.
 */
import { bandKeys } from './bandKeys.js';
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
      const slots = new Int32Array(slotsFor(keys.size));
      const earlier = verify && new Int32Array(keys.size);
      for (let band = 0; band < settings.bands; band++) {
        if (verify && earlier) joinVerified({ keys, band, slots, joined, earlier, verify });
        else joinBuckets(keys, band, slots, joined);
      }
      return resultOf(keys, joined);
    },
    bytes() {
      const held = keys.bytes();
      // Parents, slots, the chains of verification, and the two results.
      return { held, most: held + 4 * slotsFor(keys.size) + 4 * 4 * keys.size };
    },
  };
}

/** A power of two that leaves at least a third free. */
const slotsFor = (size: number) => 2 ** Math.ceil(Math.log2(Math.max(2, size * 1.5)));

/** The first of a bucket stands in its slot; all others join it. */
function joinBuckets(keys: BandKeys, band: number, slots: Int32Array, joined: UnionFind): void {
  slots.fill(0);
  for (let item = 0; item < keys.size; item++) {
    if (keys.isEmpty(band, item)) continue;
    const slot = slotOf(keys, band, item, slots);
    if (slots[slot] === 0) slots[slot] = item + 1;
    else joined.union(slots[slot]! - 1, item);
  }
}

/** The slot of the item's bucket, or the free one where its bucket begins. */
function slotOf(keys: BandKeys, band: number, item: number, slots: Int32Array): number {
  const mask = slots.length - 1;
  let slot = keys.low(band, item) & mask;
  while (slots[slot] !== 0 && !keys.areEqual(band, slots[slot]! - 1, item)) slot = (slot + 1) & mask;
  return slot;
}

/** Comparisons of one document in one bucket: a bucket of boilerplate must not take quadratic time. */
const MOST_COMPARISONS = 32;

interface Verification {
  keys: BandKeys;
  band: number;
  slots: Int32Array;
  joined: UnionFind;
  /** For each document, the one before it in its bucket, plus 1; 0 at the end. */
  earlier: Int32Array;
  verify: Verify;
}

/** The latest of a bucket stands in its slot, and each one knows the one before it. */
function joinVerified({ keys, band, slots, joined, earlier, verify }: Verification): void {
  slots.fill(0);
  for (let item = 0; item < keys.size; item++) {
    if (keys.isEmpty(band, item)) continue;
    const slot = slotOf(keys, band, item, slots);
    let other = slots[slot]!;
    earlier[item] = other;
    slots[slot] = item + 1;
    for (let i = 0; other !== 0 && i < MOST_COMPARISONS; i++, other = earlier[other - 1]!) {
      if (joined.find(other - 1) === joined.find(item)) continue;
      if (verify(other - 1, item)) joined.union(other - 1, item);
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
