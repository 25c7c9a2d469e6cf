// One set of buckets for all bands: band 0 meets band 1.
function candidates(signatures: number[][], bands: number, rows: number): [number, number][] {
  const pairs = new Map<string, [number, number]>();
  const buckets = new Map<string, number[]>();
  for (let band = 0; band < bands; band++) {
    for (const [j, signature] of signatures.entries()) {
      const key = signature.slice(band * rows, (band + 1) * rows).join(' ');
      const bucket = buckets.get(key) ?? [];
      for (const i of bucket) if (i !== j) pairs.set([i, j].sort().join(), [Math.min(i, j), Math.max(i, j)]);
      bucket.push(j);
      buckets.set(key, bucket);
    }
  }
  return [...pairs.values()].sort(([i, j], [k, l]) => i - k || j - l);
}
function caught(s: number, bands: number, rows: number): number {
  return 1 - (1 - s ** rows) ** bands;
}
