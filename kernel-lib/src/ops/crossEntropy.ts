/**
 * Cross-entropy: the mean of log Σ_v exp(logits_v) − logits_target over the places that have a target.
 * A target of −1 is ignored; where all are, the loss is 0.
 *
 * N places, D width, V vocabulary
 */
import * as tf from '@tensorflow/tfjs';
import { checkRange, checkTensor } from './check.js';
import { hasFast, registerGradient, runForFirst } from './run.js';

export function slowCrossEntropy(logits: tf.Tensor2D, targets: tf.Tensor1D): tf.Scalar {
  const counts = tf.cast(tf.greaterEqual(targets, tf.scalar(0, 'int32')), 'float32'); // [N]
  // The row of −1 is all 0, so an ignored place costs nothing in the product.
  const words = tf.range(0, logits.shape[1], 1, 'int32');
  const picks = tf.cast(tf.equal(tf.reshape(targets, [-1, 1]), words), 'float32'); // [N, V]
  const picked = tf.sum(tf.mul(tf.logSoftmax(logits), picks), -1); // [N]
  return tf.div(tf.neg(tf.sum(picked)), tf.maximum(tf.sum(counts), 1));
}

/**
 * @param logits - [N, V].
 * @param targets - int32 [N], from 0 to V − 1, or −1.
 */
export function crossEntropy(logits: tf.Tensor2D, targets: tf.Tensor1D): tf.Scalar {
  checkTensor('crossEntropy', 'logits', logits, 'float32', [null, null]);
  checkTargets('crossEntropy', targets, logits.shape[0], logits.shape[1]);
  if (logits.size === 0) return tf.scalar(0);
  if (!hasFast('BlossomCrossEntropy')) return tf.tidy(() => slowCrossEntropy(logits, targets));
  return runForFirst('BlossomCrossEntropy', { logits, targets }, wantsGradient()) as tf.Scalar;
}

/** The same over logits = hidden · tableᵀ, which a fast kernel never keeps whole. */
export function slowLinearCrossEntropy(
  hidden: tf.Tensor2D,
  table: tf.Tensor2D,
  targets: tf.Tensor1D,
): tf.Scalar {
  return slowCrossEntropy(tf.matMul(hidden, table, false, true), targets);
}

/**
 * @param hidden - [N, D].
 * @param table - [V, D]: the embedding, used backwards.
 * @param targets - int32 [N], from 0 to V − 1, or −1.
 */
export function linearCrossEntropy(hidden: tf.Tensor2D, table: tf.Tensor2D, targets: tf.Tensor1D): tf.Scalar {
  checkTensor('linearCrossEntropy', 'hidden', hidden, 'float32', [null, null]);
  checkTensor('linearCrossEntropy', 'table', table, 'float32', [null, hidden.shape[1]]);
  checkTargets('linearCrossEntropy', targets, hidden.shape[0], table.shape[0]);
  if (hidden.size === 0 || table.size === 0) return tf.scalar(0);
  if (!hasFast('BlossomLinearCrossEntropy')) {
    return tf.tidy(() => slowLinearCrossEntropy(hidden, table, targets));
  }
  return runForFirst('BlossomLinearCrossEntropy', { hidden, table, targets }, wantsGradient()) as tf.Scalar;
}

/** The fast kernels calculate the gradient along with the loss, but where nobody will ask for it. */
const wantsGradient = () => ({ gradient: tf.engine().isTapeOn() });

function checkTargets(operation: string, targets: tf.Tensor1D, places: number, vocabulary: number): void {
  checkTensor(operation, 'targets', targets, 'int32', [places]);
  checkRange(operation, 'targets', targets, -1, vocabulary);
}

// The forward pass has calculated the gradients for dLoss = 1 already.
registerGradient({
  kernel: 'BlossomCrossEntropy',
  inputs: [],
  outputs: [false, true],
  gradient: (dy, [dLogits]) => ({ logits: tf.mul(dLogits!, dy) }),
});

registerGradient({
  kernel: 'BlossomLinearCrossEntropy',
  inputs: [],
  outputs: [false, true, true],
  gradient: (dy, [dHidden, dTable]) => ({ hidden: tf.mul(dHidden!, dy), table: tf.mul(dTable!, dy) }),
});
