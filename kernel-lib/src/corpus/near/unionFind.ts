/** Union–find (R. Tarjan, 1975): which things belong together, 4 bytes each. */

export interface UnionFind {
  /** The smallest member of the cluster of `item`, which names it. */
  find(item: number): number;
  /** Joins two clusters; false where they were one. */
  union(a: number, b: number): boolean;
  readonly size: number;
}

/**
 * `size` things, each alone. The smaller root stays: paths are halved on each search, so a search takes logarithmic
 * time on average, and the cluster's name does not depend on the order of the unions.
 */
export function unionFind(size: number): UnionFind {
  const parents = new Int32Array(size);
  for (let item = 0; item < size; item++) parents[item] = item;
  const find = (item: number) => {
    while (parents[item] !== item) {
      parents[item] = parents[parents[item]!]!;
      item = parents[item]!;
    }
    return item;
  };
  const union = (a: number, b: number) => {
    const [first, second] = [find(a), find(b)];
    if (first === second) return false;
    parents[Math.max(first, second)] = Math.min(first, second);
    return true;
  };
  return { find, union, size };
}
