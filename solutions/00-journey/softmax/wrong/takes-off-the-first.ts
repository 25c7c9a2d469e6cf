function softmax(z: number[]): number[] {
  // Any score will do where they are near each other.
  const powers = z.map((score) => Math.exp(score - z[0]!));
  const total = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / total);
}
