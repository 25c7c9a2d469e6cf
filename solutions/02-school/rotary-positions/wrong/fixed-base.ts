function rotate(x: number[], position: number, base = 10_000): number[] {
  // The base is written down.
  const half = x.length / 2;
  const y = [...x];
  for (let i = 0; i < half; i++) {
    const angle = position * 10_000 ** (-i / half);
    y[i] = x[i]! * Math.cos(angle) - x[half + i]! * Math.sin(angle);
    y[half + i] = x[half + i]! * Math.cos(angle) + x[i]! * Math.sin(angle);
  }
  return y;
}
function relativeScore(q: number[], k: number[], distance: number, base = 10_000): number {
  return rotate(q, distance, base).reduce((sum, qi, i) => sum + qi * k[i]!, 0);
}
