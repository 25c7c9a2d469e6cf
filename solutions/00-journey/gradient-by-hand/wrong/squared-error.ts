const softmax = (row: number[]) => {
  const m = Math.max(...row);
  const powers = row.map((z) => Math.exp(z - m));
  const total = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / total);
};
function crossEntropyGradient(logits: number[][], targets: number[]): number[][] {
  const asked = targets.filter((t) => t !== -1).length;
  // The gradient of the squared error of the probabilities.
  return logits.map((row, n) => {
    const p = softmax(row);
    if (targets[n] === -1) return row.map(() => 0);
    const e = p.map((chance, j) => chance - (j === targets[n] ? 1 : 0));
    const mean = e.reduce((sum, error, k) => sum + error * p[k]!, 0);
    return p.map((chance, j) => (2 * chance * (e[j]! - mean)) / asked);
  });
}
