const softmax = (row: number[]) => {
  const m = Math.max(...row);
  const powers = row.map((z) => Math.exp(z - m));
  const total = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / total);
};
function crossEntropyGradient(logits: number[][], targets: number[]): number[][] {
  const asked = targets.filter((t) => t !== -1).length;
  logits.forEach((row, n) => {
    const p = softmax(row);
    row.forEach((_, j) => (row[j] = targets[n] === -1 ? 0 : (p[j]! - (j === targets[n] ? 1 : 0)) / asked));
  });
  return logits;
}
