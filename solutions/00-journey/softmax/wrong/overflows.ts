function softmax(z: number[]): number[] {
  const total = z.reduce((sum, score) => sum + Math.exp(score), 0);
  return z.map((score) => Math.exp(score) / total);
}
