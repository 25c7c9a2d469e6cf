import * as tf from '@tensorflow/tfjs';
// tfjs derives it, in float32.
const norm = (x: tf.Tensor, gain: tf.Tensor, epsilon: number) =>
  tf.mul(tf.mul(x, tf.rsqrt(tf.add(tf.mean(tf.square(x), -1, true), epsilon))), gain);
function rmsNorm(x: number[][], gain: number[], epsilon: number): number[][] {
  return norm(tf.tensor2d(x), tf.tensor1d(gain), epsilon).arraySync() as number[][];
}
function rmsNormGradient(x: number[][], gain: number[], dy: number[][], epsilon: number) {
  const slopes = tf.grads((a: tf.Tensor, g: tf.Tensor) => norm(a, g, epsilon).mul(tf.tensor2d(dy)).sum());
  const [dx, dgain] = slopes([tf.tensor2d(x), tf.tensor1d(gain)]);
  return { dx: dx!.arraySync(), dgain: dgain!.arraySync() };
}
