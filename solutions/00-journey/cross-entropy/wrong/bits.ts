function crossEntropy(logits: number[][], targets: number[]): number {
  let sum = 0;
  let asked = 0;
  logits.forEach((row, n) => {
    if (targets[n] === -1) return;
    const m = Math.max(...row);
    sum +=
      Math.log2(row.reduce((total, z) => total + Math.exp(z - m), 0)) - (row[targets[n]!]! - m) * Math.LOG2E;
    asked += 1;
  });
  return asked === 0 ? 0 : sum / asked;
}
