/** Operations against PyTorch's values and gradients, on the slow twins and on what is fast. Script: python/operations.py. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { gelu, reluSquared } from 'kernel-lib/dist/ops/activation.js';
import { attention } from 'kernel-lib/dist/ops/attention.js';
import { crossEntropy, linearCrossEntropy } from 'kernel-lib/dist/ops/crossEntropy.js';
import { embedding } from 'kernel-lib/dist/ops/embedding.js';
import { linearAdd, queryKeyValue } from 'kernel-lib/dist/ops/linear.js';
import { mlp } from 'kernel-lib/dist/ops/mlp.js';
import { layerNorm, rmsNorm } from 'kernel-lib/dist/ops/norm.js';
import { headNormRotary, rotary } from 'kernel-lib/dist/ops/rotary.js';
import { BACKENDS, useBackend } from '../support/backends.js';
import { assertClose, numbers } from './support.js';

interface Case {
  shapes: number[][];
  scale: number;
  output: number | number[];
  gradients: number[][];
}
interface Fixture {
  attention: Case & { rows: string[]; segments: number[][]; causal: number[]; prefix: number[] };
  cachedAttention: Case;
  crossEntropy: Case & { targets: number[] };
  linearCrossEntropy: Case & { targets: number[] };
  rmsNorm: Case;
  rmsNormPlain: Case;
  layerNorm: Case;
  rotary: Case & { positions: number[][]; base: number };
  headNormRotary: Case & { positions: number[][]; base: number };
  gelu: Case;
  reluSquared: Case;
  linearAdd: Case;
  queryKeyValue: Case;
  mlp: Case;
  embedding: Case & { ids: number[] };
}

const file = path.join(__dirname, '../../../test/ops/fixtures/operations.json');
const fixture = JSON.parse(readFileSync(file, 'utf8')) as Fixture;

/** Of the largest value of a tensor; the fixture has seven digits, and float32 as many. */
const TOLERANCE = 3e-6;

type Operation = (...inputs: never[]) => tf.Tensor;

/** What an operation makes of the inputs that the script had, too: its output, then the gradient of each input. */
function valuesOf({ shapes, scale }: Case, operation: Operation): Float32Array[] {
  return tf.tidy(() => {
    const inputs = shapes.map((shape, i) => tf.tensor(numbers(shape, i + 1, scale), shape));
    const f = (...tensors: tf.Tensor[]) => operation(...(tensors as never[]));
    const output = f(...inputs);
    const dy = tf.tensor(numbers(output.shape, 99), output.shape);
    return [output, ...tf.grads(f)(inputs, dy)].map((tensor) => tensor.dataSync() as Float32Array);
  });
}

const expectedOf = ({ output, gradients }: Case) => [[output].flat(), ...gradients];
const largest = (values: number[]) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

function compare(given: Case, operation: Operation): void {
  const expected = expectedOf(given);
  valuesOf(given, operation).forEach((actual, i) => {
    assertClose(actual, expected[i]!, TOLERANCE * Math.max(1, largest(expected[i]!)));
  });
}

const ids = (values: number[]) => tf.tensor1d(values, 'int32');
const places = (values: number[][]) => tf.tensor2d(values, [values.length, values[0]!.length], 'int32');

for (const backend of BACKENDS) {
  describe(`operations beside PyTorch, on ${backend}`, () => {
    before(() => useBackend(backend));
    after(() => tf.setBackend('cpu'));

    const { rows, segments, causal, prefix } = fixture.attention;
    const mask = (count: number, first: number) => ({
      segmentsOfQueries: places(segments.slice(0, count).map((row) => row.slice(first))),
      segmentsOfKeys: places(segments.slice(0, count)),
      causal: ids(causal.slice(0, count)),
      prefix: ids(prefix.slice(0, count)),
    });

    rows.forEach((name, row) => {
      it(`attention: ${name}`, () => {
        const expected = expectedOf(fixture.attention);
        const attend: Operation = (q, k, v) => attention(q, k, v, mask(rows.length, 0));
        const part = <T extends { length: number; slice(from: number, to: number): T }>(values: T) =>
          values.slice((row * values.length) / rows.length, ((row + 1) * values.length) / rows.length);
        valuesOf(fixture.attention, attend).forEach((actual, i) => {
          assertClose(part(actual), part(expected[i]!), TOLERANCE * largest(expected[i]!));
        });
      });
    });

    it('attention of the last places over cached keys', () => {
      const [[count]] = fixture.cachedAttention.shapes as [[number]];
      compare(fixture.cachedAttention, (q, k, v) => attention(q, k, v, mask(count, 3)));
    });

    it('cross-entropy with ignored targets', () => {
      compare(fixture.crossEntropy, (x) => crossEntropy(x, ids(fixture.crossEntropy.targets)));
      const { targets } = fixture.linearCrossEntropy;
      compare(fixture.linearCrossEntropy, (x, table) => linearCrossEntropy(x, table, ids(targets)));
    });

    it('norms', () => {
      compare(fixture.rmsNorm, (x, gain) => rmsNorm(x, gain));
      compare(fixture.rmsNormPlain, (x) => rmsNorm(x));
      compare(fixture.layerNorm, (x, gain, bias) => layerNorm(x, gain, bias));
    });

    it('rotary positions, far ones too', () => {
      const { positions, base } = fixture.rotary;
      compare(fixture.rotary, (x) => rotary(x, places(positions), base));
      compare(fixture.headNormRotary, (x) => headNormRotary(x, places(positions), base));
    });

    it('activations', () => {
      compare(fixture.gelu, gelu);
      compare(fixture.reluSquared, reluSquared);
    });

    it('linear layers, and two of them round ReLU²', () => {
      compare(fixture.linearAdd, linearAdd);
      compare(fixture.queryKeyValue, (x, query, key, value) =>
        tf.concat(queryKeyValue(x, query, key, value), 1),
      );
      compare(fixture.mlp, mlp);
    });

    it('embedding of an id that comes three times', () => {
      compare(fixture.embedding, (table) => embedding(table, ids(fixture.embedding.ids)));
    });
  });
}
