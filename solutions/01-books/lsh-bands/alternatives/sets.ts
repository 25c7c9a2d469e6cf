function candidates(signatures: number[][], bands: number, rows: number) {
  const partners = signatures.map(() => new Set<number>());
  const bucket = new Map<string, number[]>();
  signatures.forEach((signature, page) => {
    for (let band = 0; band < bands; band++) {
      const key = JSON.stringify([band, signature.slice(band * rows).slice(0, rows)]);
      const there = bucket.get(key);
      if (there === undefined) bucket.set(key, [page]);
      else {
        there.forEach((earlier) => partners[earlier]!.add(page));
        there.push(page);
      }
    }
  });
  return partners.flatMap((found, i) => [...found].sort((a, b) => a - b).map((j) => [i, j]));
}
function caught(s: number, bands: number, rows: number): number {
  let missed = 1;
  for (let band = 0; band < bands; band++) missed *= 1 - Math.pow(s, rows);
  return 1 - missed;
}
