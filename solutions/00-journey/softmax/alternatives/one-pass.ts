function softmax(z: number[]): number[] {
  let m = -Infinity;
  let total = 0;
  for (const score of z) {
    if (score === -Infinity) continue;
    const larger = Math.max(m, score);
    total = total * Math.exp(m - larger) + Math.exp(score - larger);
    m = larger;
  }
  return z.map((score) => Math.exp(score - m) / total);
}
