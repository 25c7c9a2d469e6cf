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
  // Turns the key by the distance: that is n − m.
  return rotate(k, distance, base).reduce((sum, ki, i) => sum + ki * q[i]!, 0);
}
