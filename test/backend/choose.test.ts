/** The backend: chosen once, with a reason; right where the stock one is slow. */
import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import { chooseBackend } from 'kernel-lib/dist/backend/choose.js';

describe('backend', () => {
  it('leaves tensors usable before it is chosen', () => {
    assert.deepEqual([...tf.tensor1d([1, 2]).dataSync()], [1, 2]);
  });

  it('prefers our own kernels', async () => {
    const { name, reason } = await chooseBackend();
    assert.equal(name, process.env['BLOSSOM_BACKEND'] ?? 'threads');
    assert.match(reason, /./);
  });

  it('refuses an unknown name and lists the known ones', async () => {
    await assert.rejects(
      chooseBackend({ prefer: 'abacus' }),
      /no backend 'abacus': choose one of tensorflow, threads, wasm, cpu/,
    );
  });

  it('multiplies as the plain backend does, with every transpose, and gives the same gradients', async () => {
    const product = (a: number[], b: number[], ta: boolean, tb: boolean) =>
      tf.tidy(() => {
        const x = tf.tensor3d(a, ta ? [2, 4, 3] : [2, 3, 4]);
        const y = tf.tensor3d(b, tb ? [2, 5, 4] : [2, 4, 5]);
        const gradient = tf.grad((v: tf.Tensor) => tf.matMul(v, y, ta, tb).square().sum())(x);
        return [tf.matMul(x, y, ta, tb).dataSync(), gradient.dataSync()].flatMap((values) => [...values]);
      });
    const a = Array.from({ length: 24 }, (_, i) => Math.sin(i));
    const b = Array.from({ length: 40 }, (_, i) => Math.cos(i));
    const results: number[][] = [];
    for (const name of ['cpu', 'wasm', 'threads']) {
      assert.equal((await chooseBackend({ prefer: name })).name, name);
      for (const flags of [0, 1, 2, 3]) results.push(product(a, b, (flags & 1) > 0, (flags & 2) > 0));
    }
    for (let flags = 0; flags < 4; flags++) {
      for (const [i, value] of results[flags]!.entries()) {
        for (const other of [results[flags + 4]!, results[flags + 8]!]) {
          assert.ok(Math.abs(value - other[i]!) < 1e-4, `transpose flags ${flags}, value ${i}`);
        }
      }
    }
  });
});
