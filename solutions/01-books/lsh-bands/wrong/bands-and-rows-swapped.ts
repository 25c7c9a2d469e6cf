// Takes rows for bands.
function candidates(signatures: number[][], bands: number, rows: number): [number, number][] {
  const pairs = new Map<string, [number, number]>();
  for (let band = 0; band < rows; band++) {
    const buckets = new Map<string, number[]>();
    for (const [j, signature] of signatures.entries()) {
      const key = signature.slice(band * bands, (band + 1) * bands).join(' ');
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
