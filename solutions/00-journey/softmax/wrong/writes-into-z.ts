function softmax(z: number[]): number[] {
  const m = Math.max(...z);
  let total = 0;
  z.forEach((score, j) => (total += z[j] = Math.exp(score - m)));
  z.forEach((power, j) => (z[j] = power / total));
  return z;
}
