function rmsNorm(x: number[][], gain: number[], epsilon: number): number[][] {
  return x.map((row) => {
    const r = Math.sqrt(row.reduce((sum, xi) => sum + xi * xi, 0) / row.length + epsilon);
    return row.map((xi, i) => (gain[i]! * xi) / r);
  });
}
function rmsNormGradient(x: number[][], gain: number[], dy: number[][], epsilon: number) {
  // Differences to one side with a step of 0.001: near, and not the gradient.
  const loss = (rows: number[][], gains: number[]) =>
    rmsNorm(rows, gains, epsilon)
      .flat()
      .reduce((sum, y, i) => sum + y * dy.flat()[i]!, 0);
  const here = loss(x, gain);
  const dx = x.map((row, n) =>
    row.map((_, i) => {
      const moved = x.map((one, k) => one.map((xi, j) => (k === n && j === i ? xi + 0.001 : xi)));
      return (loss(moved, gain) - here) / 0.001;
    }),
  );
  const dgain = gain.map(
    (_, i) =>
      (loss(
        x,
        gain.map((g, j) => (i === j ? g + 0.001 : g)),
      ) -
        here) /
      0.001,
  );
  return { dx, dgain };
}
