type Weights = number[][][];
function opinions(weights: Weights, row: number[], i: number): number[] {
  const [one, two, three] = weights.map((table, k) => table[row[i - k] ?? 0]!);
  return one!.map((z, j) => z + two![j]! + three![j]!);
}
// Each weight has a rate of its own, which falls as it moves (Adagrad: Duchi and others, 2011).
const zeros = (V: number) =>
  [0, 1, 2].map(() => Array.from({ length: V }, () => new Array<number>(V).fill(0)));
const softmax = (z: number[]) => {
  const m = Math.max(...z);
  const powers = z.map((score) => Math.exp(score - m));
  const total = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / total);
};
const trainTiny = (rows: number[][], V: number, steps: number): Weights => {
  const [weights, squares] = [zeros(V), zeros(V)];
  for (let step = 0; step < steps; step++) {
    const row = rows[step % rows.length]!;
    for (let i = 0; i + 1 < row.length; i++) {
      const gradient = softmax(opinions(weights, row, i));
      gradient[row[i + 1]!]! -= 1;
      weights.forEach((table, k) => {
        const at = row[i - k] ?? 0;
        gradient.forEach((g, j) => {
          const square = (squares[k]![at]![j]! += g * g);
          if (g !== 0) table[at]![j]! -= (0.3 * g) / Math.sqrt(square + 1e-3);
        });
      });
    }
  }
  return weights;
};
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
