function softmax(z: number[]): number[] {
  // Takes off the largest amount: rows of negative scores vanish.
  const m = Math.max(...z.map(Math.abs).filter(Number.isFinite));
  const powers = z.map((score) => Math.exp(score - m));
  const total = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / total);
}
