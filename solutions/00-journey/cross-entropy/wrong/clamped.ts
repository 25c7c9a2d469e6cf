function crossEntropy(logits: number[][], targets: number[]): number {
  // A small number keeps the logarithm finite, and makes every sure mistake equally bad.
  const losses = logits.flatMap((row, n) => {
    if (targets[n] === -1) return [];
    const m = Math.max(...row);
    const powers = row.map((z) => Math.exp(z - m));
    return [-Math.log(powers[targets[n]!]! / powers.reduce((a, b) => a + b) + 1e-12)];
  });
  return losses.reduce((a, b) => a + b, 0) / Math.max(1, losses.length);
}
