function crossEntropy(logits: number[][], targets: number[]): number {
  let sum = 0;
  logits.forEach((row, n) => {
    if (targets[n] === -1) return;
    const m = Math.max(...row);
    sum += m + Math.log(row.reduce((total, z) => total + Math.exp(z - m), 0)) - row[targets[n]!]!;
  });
  return sum;
}
