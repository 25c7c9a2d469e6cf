/**
 * Norms over the last axis.
 *
 *   rmsNorm:   y = x / √(mean(x²) + ε) · gain           (Zhang and Sennrich, 2019)
 *   layerNorm: y = (x − mean x) / √(var x + ε) · gain + bias
 */
import * as tf from '@tensorflow/tfjs';
import { checkTensor, lastLength } from './check.js';
import { hasFast, registerGradient, runForFirst, runKernel } from './run.js';

export const EPSILON = 1e-6;

export function slowRmsNorm(x: tf.Tensor, gain?: tf.Tensor1D, epsilon = EPSILON): tf.Tensor {
  const inverse = tf.rsqrt(tf.add(tf.mean(tf.square(x), -1, true), epsilon)); // [.., 1]
  const y = tf.mul(x, inverse);
  return gain === undefined ? y : tf.mul(y, gain);
}

/**
 * @param x - [.., D].
 * @param gain - [D], or nothing for a norm without parameters.
 */
export function rmsNorm(x: tf.Tensor, gain?: tf.Tensor1D, epsilon = EPSILON): tf.Tensor {
  checkTensor('rmsNorm', 'x', x, 'float32');
  const width = lastLength('rmsNorm', 'x', x);
  if (gain !== undefined) checkTensor('rmsNorm', 'gain', gain, 'float32', [width]);
  if (x.size === 0) return tf.clone(x);
  const kernel = gain === undefined ? 'BlossomRmsNormPlain' : 'BlossomRmsNorm';
  if (!hasFast(kernel)) return tf.tidy(() => slowRmsNorm(x, gain, epsilon));
  return runForFirst(kernel, gain === undefined ? { x } : { x, gain }, { epsilon });
}

export function slowLayerNorm(
  x: tf.Tensor,
  gain: tf.Tensor1D,
  bias: tf.Tensor1D,
  epsilon = EPSILON,
): tf.Tensor {
  const centred = tf.sub(x, tf.mean(x, -1, true));
  return tf.add(slowRmsNorm(centred, gain, epsilon), bias);
}

/** @param x - [.., D]; `gain` and `bias` are [D]. */
export function layerNorm(x: tf.Tensor, gain: tf.Tensor1D, bias: tf.Tensor1D, epsilon = EPSILON): tf.Tensor {
  checkTensor('layerNorm', 'x', x, 'float32');
  const width = lastLength('layerNorm', 'x', x);
  checkTensor('layerNorm', 'gain', gain, 'float32', [width]);
  checkTensor('layerNorm', 'bias', bias, 'float32', [width]);
  if (x.size === 0) return tf.clone(x);
  if (!hasFast('BlossomLayerNorm')) return tf.tidy(() => slowLayerNorm(x, gain, bias, epsilon));
  return runForFirst('BlossomLayerNorm', { x, gain, bias }, { epsilon });
}

registerGradient({
  kernel: 'BlossomRmsNorm',
  inputs: ['x', 'gain'],
  outputs: [false, true],
  gradient: (dy, [x, gain, inverse]) => {
    const inputs = { dy, x: x!, gain: gain!, inverse: inverse! };
    const [dx, dgain] = runKernel('BlossomRmsNormGrad', inputs);
    return { x: dx!, gain: dgain! };
  },
});

// A name of its own: tfjs cannot save an input that is not there.
registerGradient({
  kernel: 'BlossomRmsNormPlain',
  inputs: ['x'],
  outputs: [false, true],
  gradient: (dy, [x, inverse]) => ({
    x: runKernel('BlossomRmsNormGrad', { dy, x: x!, inverse: inverse! })[0]!,
  }),
});

registerGradient({
  kernel: 'BlossomLayerNorm',
  inputs: ['x', 'gain'],
  outputs: [false, true, true],
  gradient: (dy, [x, gain, mean, inverse]) => {
    const inputs = { dy, x: x!, gain: gain!, mean: mean!, inverse: inverse! };
    const [dx, dgain, dbias] = runKernel('BlossomLayerNormGrad', inputs);
    return { x: dx!, gain: dgain!, bias: dbias! };
  },
});
