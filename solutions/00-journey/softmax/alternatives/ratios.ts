function softmax(z: number[]): number[] {
  // 1 / Σ e^(z_k − z_j): a power that overflows gives 1 / ∞ = 0, which is right.
  return z.map((own) => {
    if (own === -Infinity) return 0;
    let total = 0;
    for (const other of z) total += Math.exp(other - own);
    return 1 / total;
  });
}
