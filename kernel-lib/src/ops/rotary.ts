/**
 * Rotary positions (Su et al., 2021): the two halves of a head are turned against each other, by an angle that grows
 * with the position. A product of two turned vectors then depends on how far apart they stand, not on where.
 *
 *   angle_i = position · base^(−2i/d)
 *   y = [a·cos − b·sin, b·cos + a·sin]   where x = [a, b]
 *
 * B batch, T tokens, H heads, d head width
 */
import * as tf from '@tensorflow/tfjs';
import { UserError } from '../errors.js';
import { checkTensor } from './check.js';
import { EPSILON, slowRmsNorm } from './norm.js';
import { hasFast, registerGradient, runForFirst, runKernel } from './run.js';

export const BASE = 10_000;

export function slowRotary(x: tf.Tensor4D, positions: tf.Tensor2D, base = BASE): tf.Tensor4D {
  const half = x.shape[3] / 2;
  const speeds = tf.pow(base, tf.div(tf.range(0, half), -half)); // [d/2]
  const angles = tf.mul(tf.reshape(tf.cast(positions, 'float32'), [...positions.shape, 1, 1]), speeds); // [B, T, 1, d/2]
  const [cos, sin] = [tf.cos(angles), tf.sin(angles)];
  const [a, b] = tf.split(x, 2, 3) as [tf.Tensor4D, tf.Tensor4D]; // [B, T, H, d/2] each
  const first = tf.sub(tf.mul(a, cos), tf.mul(b, sin));
  const second = tf.add(tf.mul(b, cos), tf.mul(a, sin));
  return tf.concat([first, second], 3) as tf.Tensor4D;
}

/**
 * @param x - [B, T, H, d], d even.
 * @param positions - int32 [B, T].
 */
export function rotary(x: tf.Tensor4D, positions: tf.Tensor2D, base = BASE): tf.Tensor4D {
  checkHeads('rotary', x, positions);
  if (x.size === 0) return tf.clone(x);
  if (!hasFast('BlossomRotary')) return tf.tidy(() => slowRotary(x, positions, base));
  return runKernel('BlossomRotary', { x, positions }, { base, inverse: false })[0] as tf.Tensor4D;
}

/** Each head divided by its root mean square (no gain), then turned: one pass for queries and keys. */
export function headNormRotary(
  x: tf.Tensor4D,
  positions: tf.Tensor2D,
  base = BASE,
  epsilon = EPSILON,
): tf.Tensor4D {
  checkHeads('headNormRotary', x, positions);
  if (x.size === 0) return tf.clone(x);
  if (!hasFast('BlossomHeadNormRotary')) {
    return tf.tidy(() => slowRotary(slowRmsNorm(x, undefined, epsilon) as tf.Tensor4D, positions, base));
  }
  return runForFirst('BlossomHeadNormRotary', { x, positions }, { base, epsilon }) as tf.Tensor4D;
}

function checkHeads(operation: string, x: tf.Tensor4D, positions: tf.Tensor2D): void {
  checkTensor(operation, 'x', x, 'float32', [null, null, null, null]);
  checkTensor(operation, 'positions', positions, 'int32', [x.shape[0], x.shape[1]]);
  if (x.shape[3] % 2 === 0) return;
  throw new UserError(`${operation}: the width of a head must be even, got ${x.shape[3]}.`);
}

registerGradient({
  kernel: 'BlossomRotary',
  inputs: ['positions'],
  gradient: (dy, [positions], { base }) => ({
    x: runKernel('BlossomRotary', { x: dy, positions: positions! }, { base, inverse: true })[0]!,
  }),
});

// From y, which attention keeps as well, and not from x: turned back and divided by the inverse, the one is the other.
registerGradient({
  kernel: 'BlossomHeadNormRotary',
  inputs: ['positions'],
  outputs: [true, true],
  gradient: (dy, [positions, y, inverse], { base }) => {
    const inputs = { dy, y: y!, inverse: inverse!, positions: positions! };
    return { x: runKernel('BlossomHeadNormRotaryGrad', inputs, { base })[0]! };
  },
});
