const crossEntropyGradient = (logits: number[][], targets: number[]): number[][] => {
  const share = 1 / Math.max(1, targets.filter((t) => t !== -1).length);
  return logits.map((row, n) => {
    const weight = targets[n] === -1 ? 0 : share;
    const top = row.reduce((a, b) => Math.max(a, b));
    const logSum = top + Math.log(row.reduce((sum, z) => sum + Math.exp(z - top), 0));
    return row.map((z, j) => weight * Math.exp(z - logSum) - (j === targets[n] ? weight : 0));
  });
};
