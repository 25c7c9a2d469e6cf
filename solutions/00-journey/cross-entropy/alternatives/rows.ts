function crossEntropy(logits: number[][], targets: number[]): number {
  const loss = (row: number[], t: number) => {
    const m = row.reduce((a, b) => Math.max(a, b), -Infinity);
    return Math.log(row.map((z) => Math.exp(z - m)).reduce((a, b) => a + b)) - (row[t]! - m);
  };
  const losses = logits.flatMap((row, n) => (targets[n]! < 0 ? [] : [loss(row, targets[n]!)]));
  return losses.reduce((a, b) => a + b, 0) / Math.max(1, losses.length);
}
