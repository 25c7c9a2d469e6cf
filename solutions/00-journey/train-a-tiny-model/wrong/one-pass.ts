type Weights = number[][][];
function opinions(weights: Weights, row: number[], i: number): number[] {
  const [one, two, three] = weights.map((table, k) => table[row[i - k] ?? 0]!);
  return one!.map((z, j) => z + two![j]! + three![j]!);
}
// Sees each sentence once, however many steps are allowed.
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
  for (let step = 0; step < Math.min(steps, rows.length); step++) {
    const row = rows[step % rows.length]!;
    for (let i = 0; i < row.length - 1; i++) {
      const p = softmax(opinions(weights, row, i));
      for (const k of [0, 1, 2]) {
        const opinion = weights[k]![row[i - k] ?? 0]!;
        p.forEach((chance, j) => (opinion[j]! -= (1 * (chance - (j === row[i + 1] ? 1 : 0))) / row.length));
      }
    }
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
