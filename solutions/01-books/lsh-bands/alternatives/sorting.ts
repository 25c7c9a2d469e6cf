function candidates(signatures: number[][], bands: number, rows: number): [number, number][] {
  const N = signatures.length;
  const found = new Set<number>();
  for (let band = 0; band < bands; band++) {
    const keys = signatures.map((numbers) => numbers.slice(band * rows, band * rows + rows).join(','));
    const order = keys
      .map((_, page) => page)
      .sort((a, b) => (keys[a]! < keys[b]! ? -1 : keys[a] === keys[b] ? a - b : 1));
    for (let first = 0; first < N; first++) {
      for (let next = first + 1; next < N && keys[order[first]!] === keys[order[next]!]; next++) {
        found.add(order[first]! * N + order[next]!);
      }
    }
  }
  return Array.from(found)
    .sort((a, b) => a - b)
    .map((pair) => [Math.floor(pair / N), pair % N]);
}
const caught = (s: number, bands: number, rows: number): number =>
  1 - Math.exp(bands * Math.log1p(-(s ** rows)));
