/** Numbers of 16 bits: every one of them as numpy reads it, rounding at every border, and checkpoints that keep them. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import 'kernel-lib/dist/backend/quiet.js';
import * as tf from '@tensorflow/tfjs';
import { loadWeights, readCheckpoint, saveCheckpoint } from 'kernel-lib/dist/nn/checkpoint.js';
import { fromBfloat, fromHalf, toHalf } from 'kernel-lib/dist/nn/half.js';
import { decodeSafetensors } from 'kernel-lib/dist/nn/safetensors.js';
import { needs } from '../support/needs.js';
import { root } from '../support/paths.js';

const fixtures = join(root, 'test', 'nn', 'fixtures');
/** What numpy makes of the same numbers; test/nn/python/write_half.py wrote it. */
const numpy = JSON.parse(readFileSync(join(fixtures, 'half.json'), 'utf8')) as Record<
  'halves' | 'bfloats' | 'betweenBytes' | 'rounded',
  string
> & { between: number };

const digest = (array: Float32Array | Uint16Array) =>
  createHash('sha256')
    .update(new Uint8Array(array.buffer, array.byteOffset, array.byteLength))
    .digest('hex');
const patterns = Uint16Array.from({ length: 65536 }, (_, i) => i);
const numbersOf = (exponent: number, fraction: number) =>
  patterns.filter((bits) => (bits & exponent) !== exponent || (bits & fraction) === 0);
const halves = numbersOf(0x7c00, 0x3ff);

/** The middle between each two neighbours, and the float32 just before and just behind it; with both signs. */
function betweenAll(): Float32Array {
  const low = fromHalf(patterns.subarray(0, 0x7bff));
  const high = fromHalf(patterns.subarray(1, 0x7c00));
  const middle = low.map((a, i) => (a + high[i]!) / 2);
  const bits = new Int32Array(middle.buffer);
  const around = [...bits].flatMap((bit) => [bit - 1, bit, bit + 1]);
  const positive = new Float32Array(new Int32Array(around).buffer);
  const all = new Float32Array(2 * positive.length);
  all.set(positive);
  all.set(
    positive.map((value) => -value),
    positive.length,
  );
  return all;
}

describe('float16', () => {
  it('reads all 65,536 as numpy does; NaN is NaN', () => {
    assert.equal(digest(fromHalf(halves)), numpy.halves);
    const numbers = new Set(halves);
    const nan = patterns.filter((bits) => !numbers.has(bits));
    assert.equal(nan.length, 2046);
    assert.ok(fromHalf(nan).every(Number.isNaN));
  });

  it('reads all bfloat16 as numpy does', () => {
    assert.equal(digest(fromBfloat(numbersOf(0x7f80, 0x7f))), numpy.bfloats);
  });

  it('writes each finite one back as the same bits, -0 and subnormals included', () => {
    const finite = halves.filter((bits) => (bits & 0x7c00) !== 0x7c00);
    assert.equal(finite.length, 63488);
    assert.deepEqual(toHalf(fromHalf(finite), 'it'), finite);
  });

  it('rounds as numpy does at, before and behind the middle of each two neighbours', () => {
    const between = betweenAll();
    assert.equal(between.length, numpy.between);
    assert.equal(digest(between), numpy.betweenBytes);
    assert.equal(digest(toHalf(between, 'it')), numpy.rounded);
  });

  it('takes the smallest float32 for 0 and keeps its sign', () => {
    assert.deepEqual(
      [...toHalf(new Float32Array([2 ** -149, -(2 ** -149), 2 ** -25]), 'it')],
      [0, 0x8000, 0],
    );
  });

  it('rounds what lies just above the largest down, and refuses what would be infinite', () => {
    const below = new Float32Array([65519.99, -65519.99]);
    assert.deepEqual([...fromHalf(toHalf(below, 'it'))], [65504, -65504]);
    for (const large of [65520, -65520, 3e38, Infinity, -Infinity]) {
      assert.throws(() => toHalf(new Float32Array([1, large]), 'The tensor up'), {
        name: 'UserError',
        message: `The tensor up has ${Math.fround(large)} at place 1, and float16 ends at 65504; write float32.`,
      });
    }
    assert.throws(() => toHalf(new Float32Array([1, NaN]), 'The tensor up'), {
      name: 'UserError',
      message: /The tensor up has NaN at place 1, which is no number/,
    });
  });

  it('reads values that lie in the middle of a larger buffer', () => {
    assert.deepEqual([...toHalf(new Float32Array([9, 1, 2]).subarray(1), 'it')], [0x3c00, 0x4000]);
  });

  it('is read from what Python wrote, as float32', () => {
    const { tensors } = decodeSafetensors(readFileSync(join(fixtures, 'half.safetensors')), 'fixture');
    assert.deepEqual(tensors.get('weight'), {
      shape: [2, 3],
      values: new Float32Array([1, -2.5, 65504, 2 ** -24, -0, 0.333251953125]),
    });
    assert.deepEqual([...tensors.get('brain')!.values], [1, -226 * 2 ** 120, 0.333984375]);
    assert.deepEqual(tensors.get('ids')!.values, new Int32Array([7]));
    assert.deepEqual(tensors.get('full')!.values, new Float32Array([0.1]));
  });
});

describe('a checkpoint in float16', () => {
  const folder = mkdtempSync(join(tmpdir(), 'blossom-half-'));
  const path = join(folder, 'model.safetensors');
  after(() => rmSync(folder, { recursive: true }));

  const model = (...values: number[]) => ({
    config: { width: 3 },
    parameters: {
      embedding: tf.variable(tf.tensor1d(values)),
      places: tf.variable(tf.tensor1d([3], 'int32')),
    },
  });
  const moments = { shape: [2], values: new Float32Array([0.1, 1e9]) };

  it('keeps parameters as the nearest float16 and everything else as it is', async () => {
    await saveCheckpoint(path, model(1, 1 / 3, -1e-7), { dtype: 'float16', tensors: { moments } });
    const checkpoint = await readCheckpoint(path);
    assert.deepEqual([...checkpoint.tensors.get('embedding')!.values], [1, 0.333251953125, -(2 ** -23)]);
    assert.deepEqual(checkpoint.tensors.get('moments'), moments);
    const loaded = model(0, 0, 0);
    loadWeights(loaded, checkpoint, 'moments');
    assert.deepEqual([...loaded.parameters.embedding.dataSync()], [1, 0.333251953125, -(2 ** -23)]);
    assert.deepEqual([...loaded.parameters.places.dataSync()], [3]);
  });

  it('gives the same bytes when what was read is written again', async () => {
    await saveCheckpoint(path, model(0.1, 0.2, 0.3), { dtype: 'float16' });
    const before = readFileSync(path);
    const loaded = model(0, 0, 0);
    loadWeights(loaded, await readCheckpoint(path));
    await saveCheckpoint(path, loaded, { dtype: 'float16' });
    assert.deepEqual(readFileSync(path), before);
  });

  it('takes half the room', async () => {
    const large = () => ({ config: {}, parameters: { a: tf.variable(tf.ones([1000])) } });
    await saveCheckpoint(path, large());
    const full = statSync(path).size;
    await saveCheckpoint(path, large(), { dtype: 'float16' });
    assert.equal(full - statSync(path).size, 2000);
  });

  it('is read by Python', async function () {
    const python = needs(this, 'python-test');
    await saveCheckpoint(path, model(1, -2.5, 1 / 3), { dtype: 'float16', tensors: { moments } });
    const script = join(root, 'test', 'nn', 'python', 'read_safetensors.py');
    const read: unknown = JSON.parse(
      execFileSync(python, [script, path], { encoding: 'utf8', timeout: 60_000 }),
    );
    assert.deepEqual(read, {
      embedding: ['F16', [3], '003c00c15535'],
      places: ['I32', [1], '03000000'],
      moments: ['F32', [2], Buffer.from(moments.values.buffer).toString('hex')],
    });
  });

  it('refuses a weight that is too large, a NaN and an unknown dtype; the older file stays', async () => {
    await saveCheckpoint(path, model(1, 2, 3), { dtype: 'float16' });
    const before = readFileSync(path);
    await assert.rejects(
      saveCheckpoint(path, model(1, 70000, 3), { dtype: 'float16' }),
      /^UserError: The tensor embedding has 70000 at place 1, and float16 ends at 65504; write float32\.$/,
    );
    await assert.rejects(
      saveCheckpoint(path, model(1, NaN, 3), { dtype: 'float16' }),
      /embedding has NaN at place 1; only finite/,
    );
    await assert.rejects(
      saveCheckpoint(path, model(1, 2, 3), { dtype: 'float8' as 'float16' }),
      /dtype must be float32 or float16, got "float8"/,
    );
    assert.deepEqual(readFileSync(path), before);
  });
});
