function rmsNorm(x: number[][], gain: number[], epsilon: number): number[][] {
  // LayerNorm: takes the mean off first.
  return x.map((row) => {
    const mean = row.reduce((a, b) => a + b, 0) / row.length;
    const r = Math.sqrt(row.reduce((sum, xi) => sum + (xi - mean) ** 2, 0) / row.length + epsilon);
    return row.map((xi, i) => (gain[i]! * (xi - mean)) / r);
  });
}
function rmsNormGradient(x: number[][], gain: number[], dy: number[][], epsilon: number) {
  const dgain = gain.map(() => 0);
  const dx = x.map((row, n) => {
    const r = Math.sqrt(row.reduce((sum, xi) => sum + xi * xi, 0) / row.length + epsilon);
    const a = dy[n]!.map((d, i) => d * gain[i]!);
    const shared = row.reduce((sum, xi, i) => sum + xi * a[i]!, 0) / (row.length * r ** 3);
    row.forEach((xi, i) => (dgain[i]! += (dy[n]![i]! * xi) / r));
    return row.map((xi, i) => a[i]! / r - xi * shared);
  });
  return { dx, dgain };
}
