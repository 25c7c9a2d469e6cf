// The whole table of slopes ∂y_i/∂x_k, multiplied by dy.
function rootMeanSquare(row: number[], epsilon: number): number {
  let sum = 0;
  for (const x of row) sum += x * x;
  return Math.sqrt(sum / row.length + epsilon);
}
function rmsNorm(x: number[][], gain: number[], epsilon: number): number[][] {
  const y: number[][] = [];
  for (const row of x) {
    const r = rootMeanSquare(row, epsilon);
    y.push(row.map((xi, i) => (xi / r) * gain[i]!));
  }
  return y;
}
function rmsNormGradient(x: number[][], gain: number[], dy: number[][], epsilon: number) {
  const dgain = new Array<number>(gain.length).fill(0);
  const dx: number[][] = [];
  for (let n = 0; n < x.length; n++) {
    const row = x[n]!;
    const D = row.length;
    const r = rootMeanSquare(row, epsilon);
    const slopes = new Array<number>(D).fill(0);
    for (let i = 0; i < D; i++) {
      dgain[i]! += (dy[n]![i]! * row[i]!) / r;
      for (let k = 0; k < D; k++) {
        const slope = (i === k ? 1 / r : 0) - (row[i]! * row[k]!) / (D * r * r * r);
        slopes[k]! += dy[n]![i]! * gain[i]! * slope;
      }
    }
    dx.push(slopes);
  }
  return { dx, dgain };
}
