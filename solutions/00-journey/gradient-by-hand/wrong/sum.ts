const softmax = (row: number[]) => {
  const m = Math.max(...row);
  const powers = row.map((z) => Math.exp(z - m));
  const total = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / total);
};
function crossEntropyGradient(logits: number[][], targets: number[]): number[][] {
  const asked = targets.filter((t) => t !== -1).length;
  // The gradient of the sum, not of the mean.
  return logits.map((row, n) =>
    softmax(row).map((p, j) => (targets[n] === -1 ? 0 : p - (j === targets[n] ? 1 : 0))),
  );
}
