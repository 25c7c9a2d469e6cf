function softmax(z: number[]): number[] {
  const m = Math.max(...z);
  const powers = z.map((score) => 2 ** (score - m));
  const total = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / total);
}
