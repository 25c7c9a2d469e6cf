const sampleTokens = (logits: number[], temperature: number, uniform: number[]): number[] => {
  const top = Math.max(...logits);
  if (temperature === 0) return uniform.map(() => logits.findIndex((z) => z === top));
  const weights = logits.map((z) => Math.exp((z - top) / temperature));
  const sums: number[] = [];
  for (const weight of weights) sums.push((sums.at(-1) ?? 0) + weight);
  const allowed = weights.findLastIndex((weight) => weight > 0);
  return uniform.map((u) => {
    const token = sums.findIndex((sum) => sum > u * sums.at(-1)!);
    return token < 0 ? allowed : token;
  });
};
