import { tensor2d, type Tensor2D } from '@tensorflow/tfjs';
// Only the keys that are seen are looked at, in plain lists.
const maskOf = (real: number[], causal: boolean): number[][] => {
  const T = real.length;
  const table = Array.from({ length: T }, () => new Array<number>(T).fill(0));
  for (let i = 0; i < T; i++) {
    for (let j = 0; j < (causal ? i + 1 : T); j++) table[i]![j] = real[i]! * real[j]!;
  }
  return table;
};
const attention = (q: Tensor2D, k: Tensor2D, v: Tensor2D, sees: number[][]): Tensor2D => {
  const [queries, keys, values] = [q.arraySync(), k.arraySync(), v.arraySync()];
  const width = v.shape[1];
  const rows = queries.map((query, i) => {
    const seen = [...keys.keys()].filter((j) => sees[i]![j] === 1);
    const scores = seen.map(
      (j) => query.reduce((sum, x, c) => sum + x * keys[j]![c]!, 0) / query.length ** 0.5,
    );
    const powers = scores.map((score) => Math.exp(score - Math.max(...scores)));
    const total = powers.reduce((a, b) => a + b, 0);
    const y = new Array<number>(width).fill(0);
    seen.forEach((j, n) => values[j]!.forEach((x, c) => (y[c]! += (powers[n]! / total) * x)));
    return y;
  });
  return tensor2d(rows, [rows.length, width]);
};
