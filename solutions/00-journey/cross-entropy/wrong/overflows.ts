function crossEntropy(logits: number[][], targets: number[]): number {
  const asked = targets.map((t, n) => [t, logits[n]!] as const).filter(([t]) => t !== -1);
  const losses = asked.map(
    ([t, row]) => -Math.log(Math.exp(row[t]!) / row.reduce((sum, z) => sum + Math.exp(z), 0)),
  );
  return losses.length === 0 ? 0 : losses.reduce((a, b) => a + b, 0) / losses.length;
}
