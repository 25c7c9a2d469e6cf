// x · cos + turnedByAQuarter(x) · sin, as many models write it.
function anglesOf(d: number, position: number, base: number): number[] {
  const speeds = Array.from({ length: d / 2 }, (_, i) => 1 / Math.pow(base, (2 * i) / d));
  return [...speeds, ...speeds].map((speed) => position * speed);
}
function rotate(x: number[], position: number, base = 10_000): number[] {
  const half = x.length / 2;
  const quarter = [...x.slice(half).map((b) => -b), ...x.slice(0, half)];
  const angles = anglesOf(x.length, position, base);
  return x.map((value, j) => value * Math.cos(angles[j]!) + quarter[j]! * Math.sin(angles[j]!));
}
// From both positions: any two with that distance.
function relativeScore(q: number[], k: number[], distance: number, base = 10_000): number {
  const [m, n] = distance < 0 ? [0, -distance] : [distance, 0];
  const [query, key] = [rotate(q, m, base), rotate(k, n, base)];
  return query.map((x, i) => x * key[i]!).reduce((a, b) => a + b);
}
