function crossEntropy(logits: number[][], targets: number[]): number {
  // Asks position n for the target of position n + 1.
  let sum = 0;
  let asked = 0;
  logits.forEach((row, n) => {
    const t = targets[n + 1] ?? targets[n]!;
    if (t === -1) return;
    const m = Math.max(...row);
    sum += m + Math.log(row.reduce((total, z) => total + Math.exp(z - m), 0)) - row[t]!;
    asked += 1;
  });
  return asked === 0 ? 0 : sum / asked;
}
