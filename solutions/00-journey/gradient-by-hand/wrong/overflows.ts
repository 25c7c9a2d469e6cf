function crossEntropyGradient(logits: number[][], targets: number[]): number[][] {
  const asked = targets.filter((t) => t !== -1).length;
  return logits.map((row, n) => {
    if (targets[n] === -1) return row.map(() => 0);
    const total = row.reduce((sum, z) => sum + Math.exp(z), 0);
    return row.map((z, j) => (Math.exp(z) / total - (j === targets[n] ? 1 : 0)) / asked);
  });
}
