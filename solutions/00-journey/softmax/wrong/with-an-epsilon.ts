function softmax(z: number[]): number[] {
  // A small number against division by zero; all probabilities are then a little too small.
  const m = Math.max(...z);
  const powers = z.map((score) => Math.exp(score - m));
  const total = powers.reduce((a, b) => a + b, 0) + 1e-6;
  return powers.map((power) => power / total);
}
