import * as tf from '@tensorflow/tfjs';
type Weights = number[][][];
function scoresOf(tables: tf.Tensor[], contexts: number[][]): tf.Tensor2D {
  const opinions = tables.map((table, k) =>
    tf.gather(
      table,
      tf.tensor1d(
        contexts.map((c) => c[k]!),
        'int32',
      ),
    ),
  );
  return tf.addN(opinions) as tf.Tensor2D;
}
/** Adam on batches of four sentences; tfjs finds the gradient. As many sentences as steps, in a quarter of the moves. */
function trainTiny(rows: number[][], V: number, steps: number): Weights {
  const tables = [0, 1, 2].map(() => tf.variable(tf.zeros([V, V])));
  const optimizer = tf.train.adam(0.04);
  for (let step = 0; step + 4 <= steps; step += 4) {
    const batch = [0, 1, 2, 3].map((i) => rows[(step + i) % rows.length]!);
    const asked = batch.flatMap((row) => row.slice(1).map((target, i) => ({ row, target, i })));
    const contexts = asked.map(({ row, i }) => [row[i]!, row[i - 1] ?? 0, row[i - 2] ?? 0]);
    tf.tidy(() => {
      const right = tf.oneHot(
        tf.tensor1d(
          asked.map(({ target }) => target),
          'int32',
        ),
        V,
      );
      optimizer.minimize(
        () => tf.losses.softmaxCrossEntropy(right, scoresOf(tables, contexts)),
        false,
        tables,
      );
    });
  }
  return tables.map((table) => table.arraySync() as number[][]);
}
function lossAfter(rows: number[][], others: number[][], V: number, steps: number): number {
  const tables = trainTiny(rows, V, steps).map((table) => tf.tensor2d(table));
  const asked = others.flatMap((row) => row.slice(1).map((target, i) => ({ row, target, i })));
  const contexts = asked.map(({ row, i }) => [row[i]!, row[i - 1] ?? 0, row[i - 2] ?? 0]);
  const right = tf.oneHot(
    tf.tensor1d(
      asked.map(({ target }) => target),
      'int32',
    ),
    V,
  );
  return tf.losses.softmaxCrossEntropy(right, scoresOf(tables, contexts)).dataSync()[0]!;
}
