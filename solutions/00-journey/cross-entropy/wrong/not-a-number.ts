function crossEntropy(logits: number[][], targets: number[]): number {
  const losses = logits
    .map((row, n) => [row, targets[n]!] as const)
    .filter(([, t]) => t !== -1)
    .map(([row, t]) => {
      const m = Math.max(...row);
      return m + Math.log(row.reduce((total, z) => total + Math.exp(z - m), 0)) - row[t]!;
    });
  return losses.reduce((a, b) => a + b, 0) / losses.length;
}
