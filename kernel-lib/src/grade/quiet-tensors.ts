/**
 * tfjs, loaded and used once, for a runner that waits for a learner's code: its first use under Node prints a banner,
 * which would stand among what the learner printed, and takes longer than those after it.
 */
import '../backend/quiet.js';
import * as tf from '@tensorflow/tfjs';

const { warn } = console;
console.warn = () => {};
try {
  tf.tidy(() => void tf.add(1, 1).dataSync());
} finally {
  console.warn = warn;
}
