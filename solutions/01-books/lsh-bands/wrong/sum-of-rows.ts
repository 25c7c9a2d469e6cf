// The sum of the rows as the key: 1 and 4 are not 2 and 3.
function candidates(signatures: number[][], bands: number, rows: number): [number, number][] {
  const pairs = new Map<string, [number, number]>();
  for (let band = 0; band < bands; band++) {
    const buckets = new Map<string, number[]>();
    for (const [j, signature] of signatures.entries()) {
      const key = signature
        .slice(band * rows, (band + 1) * rows)
        .reduce((total, one) => total + one)
        .toString();
      const bucket = buckets.get(key) ?? [];
      for (const i of bucket) pairs.set(`${i} ${j}`, [i, j]);
      bucket.push(j);
      buckets.set(key, bucket);
    }
  }
  return [...pairs.values()].sort(([i, j], [k, l]) => i - k || j - l);
}
function caught(s: number, bands: number, rows: number): number {
  return 1 - (1 - s ** rows) ** bands;
}
