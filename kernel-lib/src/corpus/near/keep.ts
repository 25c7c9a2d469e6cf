/** Which documents of a cluster stay. */
import type { BandKeys } from './bandKeys.js';
import { MOST_COMPARISONS } from './buckets.js';
import type { NearClusters, Verify } from './index.js';
import type { UnionFind } from './unionFind.js';

/** One of each cluster stays: the longest, of equally long ones the earliest. */
export function keepOne(keys: BandKeys, joined: UnionFind): NearClusters {
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

/**
 * In a chain A–B–C the ends may share little. So of each cluster, from the longest to the shortest, a document leaves
 * only where it is like one that stays; else it stays, too.
 * @param next - room for a number for each document.
 */
export function keepUnlike(
  keys: BandKeys,
  joined: UnionFind,
  verify: Verify,
  next: Int32Array,
): NearClusters {
  const clusterOf = new Int32Array(keys.size);
  const keptOf = new Int32Array(keys.size);
  // Each cluster becomes a list in order of position, plus 1; it begins at the cluster's first document.
  for (let item = keys.size - 1; item >= 0; item--) {
    const first = joined.find(item);
    clusterOf[item] = first;
    next[item] = keptOf[first]!;
    keptOf[first] = item + 1;
  }
  for (let item = 0; item < keys.size; item++) {
    if (clusterOf[item] !== item) continue;
    const members: number[] = [];
    for (let member = item + 1; member !== 0; member = next[member - 1]!) members.push(member - 1);
    members.sort((a, b) => keys.lengthOf(b) - keys.lengthOf(a) || a - b);
    const staying: number[] = [];
    for (const member of members) {
      const like = staying.slice(0, MOST_COMPARISONS).find((stays) => verify(stays, member));
      if (like === undefined) staying.push(member);
      keptOf[member] = like ?? member;
    }
  }
  return { clusterOf, keptOf };
}
