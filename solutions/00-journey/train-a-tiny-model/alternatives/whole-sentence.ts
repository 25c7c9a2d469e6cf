type Weights = number[][][];
function opinions(weights: Weights, row: number[], i: number): number[] {
  const [one, two, three] = weights.map((table, k) => table[row[i - k] ?? 0]!);
  return one!.map((z, j) => z + two![j]! + three![j]!);
}
// Adds up the gradient of the sentence first, then moves once; the sentences in random order, the rate falling.
const zeros = (V: number) =>
  [0, 1, 2].map(() => Array.from({ length: V }, () => new Array<number>(V).fill(0)));
const softmax = (z: number[]) => {
  const m = Math.max(...z);
  const powers = z.map((score) => Math.exp(score - m));
  const total = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / total);
};
function trainTiny(rows: number[][], V: number, steps: number): Weights {
  const weights = zeros(V);
  for (let step = 0; step < steps; step++) {
    const row = rows[Math.floor(Math.random() * rows.length)]!;
    const moves = row
      .slice(1)
      .map((target, i) => softmax(opinions(weights, row, i)).map((p, j) => p - (j === target ? 1 : 0)));
    const rate = (1.5 * (1 - (0.8 * step) / steps)) / row.length;
    moves.forEach((move, i) =>
      weights.forEach((table, k) => move.forEach((d, j) => (table[row[i - k] ?? 0]![j]! -= rate * d))),
    );
  }
  return weights;
}
function lossAfter(rows: number[][], others: number[][], V: number, steps: number): number {
  const weights = trainTiny(rows, V, steps);
  const losses = others.flatMap((row) =>
    row.slice(1).map((target, i) => {
      const scores = opinions(weights, row, i);
      const largest = Math.max(...scores);
      return largest + Math.log(scores.reduce((sum, z) => sum + Math.exp(z - largest), 0)) - scores[target]!;
    }),
  );
  return losses.reduce((a, b) => a + b) / losses.length;
}
