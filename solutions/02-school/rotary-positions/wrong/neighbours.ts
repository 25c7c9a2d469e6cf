function rotate(x: number[], position: number, base = 10_000): number[] {
  // Pairs of neighbours, as other models have them.
  const half = x.length / 2;
  const y = [...x];
  for (let i = 0; i < half; i++) {
    const angle = position * base ** (-i / half);
    y[2 * i] = x[2 * i]! * Math.cos(angle) - x[2 * i + 1]! * Math.sin(angle);
    y[2 * i + 1] = x[2 * i + 1]! * Math.cos(angle) + x[2 * i]! * Math.sin(angle);
  }
  return y;
}
function relativeScore(q: number[], k: number[], distance: number, base = 10_000): number {
  return rotate(q, distance, base).reduce((sum, qi, i) => sum + qi * k[i]!, 0);
}
