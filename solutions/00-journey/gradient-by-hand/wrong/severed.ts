const softmax = (row: number[]) => {
  const m = Math.max(...row);
  const powers = row.map((z) => Math.exp(z - m));
  const total = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / total);
};
function crossEntropyGradient(logits: number[][], targets: number[]): number[][] {
  const asked = targets.filter((t) => t !== -1).length;
  // Only the score of the target gets a gradient: the way through the sum is cut.
  return logits.map((row, n) => row.map((_, j) => (j === targets[n] ? (softmax(row)[j]! - 1) / asked : 0)));
}
