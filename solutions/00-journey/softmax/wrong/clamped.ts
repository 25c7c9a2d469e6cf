function softmax(z: number[]): number[] {
  // Cuts what would overflow, and loses the differences.
  const powers = z.map((score) => Math.exp(Math.max(-700, Math.min(700, score))));
  const total = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / total);
}
