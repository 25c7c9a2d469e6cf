/** A layer's bias and activation, added in place to the product of `_FusedMatMul` and `FusedConv2D`. */
import { util } from '@tensorflow/tfjs';
import type { TensorInfo } from '@tensorflow/tfjs';
import type { ThreadsBackend } from '../backend.js';
import { ZEROS } from '../layout.js';
import { bits } from '../pool.js';
import type { Call, FastKernel } from '../register.js';
import { matMul } from './matmul.js';

/** Values that one part of a job should have at least. */
const PART = 16_384;
/** As numbered in kernel-lib/assembly. */
const ACTIVATIONS = ['linear', 'relu', 'relu6', 'elu', 'leakyrelu', 'sigmoid'];

interface Layer {
  bias: TensorInfo | undefined;
  attrs: Call['attrs'];
}

/** Finishes what `product` gives; undefined where the bias or the activation is one for tfjs's own kernel. */
export function finishLayer(
  backend: ThreadsBackend,
  { bias, attrs }: Layer,
  product: () => TensorInfo | undefined,
): TensorInfo | undefined {
  const activation = ACTIVATIONS.indexOf((attrs['activation'] as string | undefined) ?? 'linear');
  const biasSize = bias === undefined ? 1 : util.sizeFromShape(bias.shape);
  const alongRow = bias === undefined || biasSize === 1 || bias.shape.at(-1) === biasSize;
  if (activation < 0 || !alongRow || (bias !== undefined && bias.dtype !== 'float32')) return undefined;
  const result = product();
  if (result === undefined) return undefined;
  const length = result.shape.at(-1)!;
  const size = util.sizeFromShape(result.shape);
  if (size === 0 || (bias === undefined && activation === 0)) return result;
  if (biasSize !== 1 && biasSize !== length) {
    backend.disposeIntermediateTensorInfo(result);
    return undefined;
  }
  const pointers = [backend.pointerOf(result), bias === undefined ? ZEROS : backend.pointerOf(bias)];
  const slope = bits((attrs['leakyreluAlpha'] as number | undefined) ?? 0);
  const args = [...pointers, length, biasSize === 1 ? 0 : 1, activation, slope];
  backend.pool.run('finishLayer', args, size / length, Math.ceil(PART / length));
  return result;
}

/** activation(op(A) · op(B) + bias). */
export const fusedMatMul: FastKernel = ({ inputs, attrs, backend }) => {
  const a = inputs['a']!;
  const b = inputs['b']!;
  if (a.dtype !== 'float32' || b.dtype !== 'float32') return undefined;
  const transposeA = attrs['transposeA'] === true;
  const transposeB = attrs['transposeB'] === true;
  return finishLayer(backend, { bias: inputs['bias'], attrs }, () =>
    matMul(backend, { a, b, transposeA, transposeB }),
  );
};
