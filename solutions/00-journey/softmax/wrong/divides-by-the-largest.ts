function softmax(z: number[]): number[] {
  // So the likeliest is 1, and the rest do not fit beside it.
  const m = Math.max(...z);
  return z.map((score) => Math.exp(score - m));
}
