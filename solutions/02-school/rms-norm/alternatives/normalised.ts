// Through u = x / r: dx = (a − u · mean(a · u)) / r.
const mean = (list: number[]) => list.reduce((a, b) => a + b, 0) / list.length;
const inverse = (row: number[], epsilon: number) => (mean(row.map((x) => x ** 2)) + epsilon) ** -0.5;
const rmsNorm = (x: number[][], gain: number[], epsilon: number): number[][] =>
  x.map((row) => row.map((xi, i) => xi * inverse(row, epsilon) * gain[i]!));
const rmsNormGradient = (x: number[][], gain: number[], dy: number[][], epsilon: number) => {
  const scale = x.map((row) => inverse(row, epsilon));
  const u = x.map((row, n) => row.map((xi) => xi * scale[n]!));
  return {
    dx: u.map((row, n) => {
      const a = row.map((_, i) => dy[n]![i]! * gain[i]!);
      const along = mean(a.map((ai, i) => ai * row[i]!));
      return row.map((ui, i) => scale[n]! * (a[i]! - ui * along));
    }),
    dgain: gain.map((_, i) => u.reduce((sum, row, n) => sum + row[i]! * dy[n]![i]!, 0)),
  };
};
