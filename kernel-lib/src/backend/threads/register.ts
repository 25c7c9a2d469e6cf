/** Gives `threads` every kernel of tfjs's CPU backend, then its own in their place. */
import * as tf from '@tensorflow/tfjs';
import type { KernelFunc, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs';
import type { ThreadsBackend } from './backend.js';
import { activation, activationGradient } from './kernels/activation.js';
import { crossEntropy, linearCrossEntropy } from './kernels/crossEntropy.js';
import { attention, attentionGrad } from './kernels/attention.js';
import { binary, cast, comparison, unary } from './kernels/elementwise.js';
import {
  linearAdd,
  linearAddGradient,
  mlp,
  mlpGradient,
  queryKeyValue,
  queryKeyValueGradient,
} from './kernels/linear.js';
import { embedding, embeddingGradient } from './kernels/embedding.js';
import { matMul } from './kernels/matmul.js';
import { concat, pad, slice, splitV, transpose, unsortedSegmentSum } from './kernels/move.js';
import { layerNorm, layerNormGradient, rmsNorm, rmsNormGradient } from './kernels/norm.js';
import { adamW, muon, squaredNorms } from './kernels/optimizer.js';
import { ordinaryKernels } from './kernels/ordinary.js';
import { reduce, softmax } from './kernels/reduce.js';
import { headNormRotary, headNormRotaryGradient, rotary } from './kernels/rotary.js';

export const NAME = 'threads';

/** What tfjs hands to a kernel. */
export interface Call {
  inputs: NamedTensorInfoMap;
  attrs: Record<string, unknown>;
  backend: ThreadsBackend;
}

/** A kernel, or undefined where this call is one for tfjs's own kernel (another dtype, a rare attribute). */
export type FastKernel = (call: Call) => TensorInfo | TensorInfo[] | undefined;

/** Once in a process. */
export function registerKernels(): void {
  for (const kernel of tf.getKernelsForBackend('cpu')) tf.registerKernel({ ...kernel, backendName: NAME });
  for (const [name, fast] of Object.entries(fastKernels)) replace(name, fast);
}

/** Puts a kernel in the place of tfjs's own, which stays behind it for the calls that `fast` leaves. */
export function replace(kernelName: string, fast: FastKernel): void {
  const slow = tf.getKernel(kernelName, 'cpu')?.kernelFunc;
  const kernelFunc = ((call: Call) => {
    const result = fast(call);
    if (result !== undefined) return result;
    if (slow === undefined) throw new Error(`threads: '${kernelName}' cannot take these inputs.`);
    return (slow as unknown as (call: Call) => TensorInfo)(call);
  }) as unknown as KernelFunc;
  if (tf.getKernel(kernelName, NAME) !== undefined) tf.unregisterKernel(kernelName, NAME);
  tf.registerKernel({ kernelName, backendName: NAME, kernelFunc });
}

/** Our own kernels take lists of tensors, which tfjs's type does not know. */
const lists = (inputs: NamedTensorInfoMap) => inputs as unknown as Record<string, TensorInfo[]>;

const fastKernels: Record<string, FastKernel> = {
  BlossomAttention: attention,
  BlossomAttentionGrad: attentionGrad,
  BlossomSquaredNorms: ({ inputs, backend }) => squaredNorms(backend, lists(inputs)),
  BlossomAdamW: ({ inputs, attrs, backend }) => adamW(backend, lists(inputs), attrs),
  BlossomMuon: ({ inputs, attrs, backend }) => muon(backend, lists(inputs), attrs),
  BlossomCrossEntropy: crossEntropy,
  BlossomLinearCrossEntropy: linearCrossEntropy,
  BlossomLinearAdd: linearAdd,
  BlossomLinearAddGrad: linearAddGradient,
  BlossomQueryKeyValue: queryKeyValue,
  BlossomQueryKeyValueGrad: queryKeyValueGradient,
  BlossomMlp: mlp,
  BlossomMlpGrad: mlpGradient,
  BlossomEmbedding: embedding,
  BlossomEmbeddingGrad: embeddingGradient,
  BlossomRmsNorm: rmsNorm,
  BlossomRmsNormPlain: rmsNorm,
  BlossomRmsNormGrad: rmsNormGradient,
  BlossomLayerNorm: layerNorm,
  BlossomLayerNormGrad: layerNormGradient,
  BlossomRotary: rotary,
  BlossomHeadNormRotary: headNormRotary,
  BlossomHeadNormRotaryGrad: headNormRotaryGradient,
  BlossomReluSquared: activation('reluSquared'),
  BlossomReluSquaredGrad: activationGradient('reluSquared'),
  BlossomGelu: activation('gelu'),
  BlossomGeluGrad: activationGradient('gelu'),
  BatchMatMul: ({ inputs, attrs, backend }) => {
    const a = inputs['a']!;
    const b = inputs['b']!;
    if (a.dtype !== 'float32' || b.dtype !== 'float32') return undefined;
    return matMul(backend, {
      a,
      b,
      transposeA: attrs['transposeA'] === true,
      transposeB: attrs['transposeB'] === true,
    });
  },
  Abs: unary('abs'),
  Neg: unary('neg'),
  Square: unary('square'),
  Sqrt: unary('sqrt'),
  Rsqrt: unary('rsqrt'),
  Reciprocal: unary('reciprocal'),
  Relu: unary('relu'),
  Relu6: unary('relu6'),
  Exp: unary('exp'),
  Log: unary('log'),
  Sigmoid: unary('sigmoid'),
  Tanh: unary('tanh'),
  Erf: unary('erf'),
  Elu: unary('elu'),
  Floor: unary('floor'),
  Ceil: unary('ceil'),
  Round: unary('round'),
  LeakyRelu: unary('leakyRelu', ({ alpha }) => [alpha as number]),
  Step: unary('step', ({ alpha }) => [alpha as number]),
  ClipByValue: unary('clip', ({ clipValueMin, clipValueMax }) => [
    clipValueMin as number,
    clipValueMax as number,
  ]),
  Add: binary('add'),
  Sub: binary('subtract'),
  Multiply: binary('multiply'),
  RealDiv: binary('divide'),
  Maximum: binary('maximum'),
  Minimum: binary('minimum'),
  SquaredDifference: binary('squaredDifference'),
  Prelu: binary('prelu', ['x', 'alpha']),
  Equal: comparison('equal'),
  NotEqual: comparison('notEqual'),
  Greater: comparison('greater'),
  GreaterEqual: comparison('greaterEqual'),
  Less: comparison('less'),
  LessEqual: comparison('lessEqual'),
  Sum: reduce('sum'),
  Mean: reduce('sum', true),
  Max: reduce('max'),
  Min: reduce('min'),
  Softmax: softmax,
  Cast: cast,
  Transpose: transpose,
  Slice: slice,
  SplitV: splitV,
  Concat: concat,
  PadV2: pad,
  UnsortedSegmentSum: unsortedSegmentSum,
  ...ordinaryKernels,
};
