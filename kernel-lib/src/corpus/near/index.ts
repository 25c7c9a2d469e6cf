/**
 * Locality-sensitive hashing: documents whose signatures agree in all rows of a band share a bucket. Kept in memory is
 * one 64-bit key a band (112 bytes a document with 14 bands), not the signature; buckets exist for one band at a time.
 */
import { bandKeys } from './bandKeys.js';
import { bucketsFor, joinBuckets, joinVerified, slotsFor } from './buckets.js';
import { keepOne, keepUnlike } from './keep.js';
import { unionFind } from './unionFind.js';
import { nearSettings } from './options.js';
import type { NearOptions, NearSettings } from './options.js';

/** Whether two documents, by their positions, are really alike. */
export type Verify = (a: number, b: number) => boolean;

export interface NearClusters {
  /** For each document, the first one of its cluster: its own position where it is alone or the first. */
  clusterOf: Int32Array;
  /**
   * For each document, the one of its cluster that stays instead: the longest, and of equally long ones the earliest. Where
   * pairs are verified, a document has its own position here if it is like none that stays.
   */
  keptOf: Int32Array;
}

export interface NearIndex {
  readonly settings: NearSettings;
  readonly size: number;
  /** Adds the next document and returns its position. `length` decides which copy stays (UTF-16 code units are fine). */
  add(signature: Uint32Array, length: number): number;
  /**
   * Joins candidates to clusters. Without `verify` all of a bucket belong together; with it, only pairs that it says yes
   * to, and a document leaves only for one that it is like itself. It is compared with at most 32 others of a bucket, the
   * latest first.
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
      return verify && earlier ? keepUnlike(keys, joined, verify, earlier) : keepOne(keys, joined);
    },
    bytes() {
      const held = keys.bytes();
      // Parents, buckets, the chains of verification, and the two results.
      return { held, most: held + 8 * slotsFor(keys.size) + 4 * 4 * keys.size };
    },
  };
}
