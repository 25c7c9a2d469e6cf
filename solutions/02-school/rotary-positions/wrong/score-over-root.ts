function rotate(x: number[], position: number, base = 10_000): number[] {
  const half = x.length / 2;
  const y = [...x];
  for (let i = 0; i < half; i++) {
    const angle = position * base ** (-i / half);
    y[i] = x[i]! * Math.cos(angle) - x[half + i]! * Math.sin(angle);
    y[half + i] = x[half + i]! * Math.cos(angle) + x[i]! * Math.sin(angle);
  }
  return y;
}
function relativeScore(q: number[], k: number[], distance: number, base = 10_000): number {
  // Divided by √d, which is the work of attention.
  return rotate(q, distance, base).reduce((sum, qi, i) => sum + qi * k[i]!, 0) / Math.sqrt(q.length);
}
