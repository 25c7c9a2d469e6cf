/** The embedding: the fast kernels against the slow twin, and ids that are not in the table. */
import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { registerThreads } from 'kernel-lib/dist/backend/threads/index.js';
import { embedding } from 'kernel-lib/dist/ops/embedding.js';
import { hasFast } from 'kernel-lib/dist/ops/run.js';
import { seededRandom } from 'kernel-lib/dist/random.js';
import { assertTwins, input } from './twins.js';

/** Ids of which some come often and many never. */
function someIds(count: number, rows: number, seed: number): number[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => Math.floor(rows * random() ** 3));
}

const look = (ids: number[]) => (table: tf.Tensor) =>
  embedding(table as tf.Tensor2D, tf.tensor1d(ids, 'int32'));

describe('embedding', () => {
  before(async () => {
    registerThreads();
    await tf.setBackend('threads');
  });

  it('has a fast kernel', () => assert.ok(hasFast('BlossomEmbedding')));

  it('is the same fast and slow for every width and number of ids', async () => {
    for (const width of [1, 2, 3, 5, 7, 16, 33, 128]) {
      for (const count of [1, 3, 17, 300]) {
        await assertTwins(look(someIds(count, 50, width)), [input([50, width], count)]);
      }
    }
  });

  it('has a gradient for one row, for the same row again and again, and for the last row', async () => {
    await assertTwins(look([0]), [input([1, 5], 1)]);
    await assertTwins(look(Array<number>(700).fill(2)), [input([4, 33], 2)]);
    await assertTwins(look([999, 0, 999]), [input([1000, 18], 3)]);
  });

  it('leaves rows that nobody looked up at exactly 0', () => {
    const gradient = tf.grad(look([3, 3]))(tf.ones([600, 40]), tf.ones([2, 40]));
    const values = [...gradient.dataSync()];
    assert.deepEqual(values.slice(120, 160), Array(40).fill(2));
    assert.ok(values.every((value, i) => (i >= 120 && i < 160) || value === 0));
  });

  it('takes ids and a table that are parts of other tensors', async () => {
    const ids = (): tf.Tensor1D =>
      tf.reshape(
        tf.slice(
          tf.tensor2d(
            [
              [9, 1, 0],
              [9, 3, 1],
            ],
            [2, 3],
            'int32',
          ),
          [0, 1],
          [2, 2],
        ),
        [4],
      );
    const work = (x: tf.Tensor) =>
      embedding(tf.reshape(tf.slice(x, [1, 0], [4, 3]), [4, 3]) as tf.Tensor2D, ids());
    await assertTwins(work, [input([6, 5], 4)]);
  });

  for (const backend of ['cpu', 'threads']) {
    it(`names the first id that is not in the table on ${backend}`, async () => {
      await tf.setBackend(backend);
      const table = tf.zeros<tf.Rank.R2>([3, 2]);
      const wrong = (ids: number[], says: RegExp) => assert.throws(() => look(ids)(table), says);
      wrong([0, 3, -1], /embedding: ids\[1\] is 3, it must be from 0 to 2/);
      wrong([2, -1], /embedding: ids\[1\] is -1, it must be from 0 to 2/);
      assert.deepEqual(look([])(table).shape, [0, 2]);
    });
  }
});
