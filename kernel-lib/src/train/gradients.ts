/** The loss and its gradients, over one batch or over several as if they were one. */
import * as tf from '@tensorflow/tfjs';
import { UserError } from '../errors.js';
import { squaredNorms } from './clip.js';
import type { Tensors } from './optimizers/pieces.js';

/**
 * Sums up, batch by batch, loss and gradients, each weighted by its share of all targets: so several small batches give
 * what one large batch would give. Dispose it.
 */
export class GradientSum {
  private loss: tf.Tensor | undefined;
  private sums: tf.Tensor[] = [];

  constructor(private readonly parameters: Record<string, tf.Variable>) {}

  /** @param share - of all targets of the step, those of this batch; 1 for a single batch. */
  add(lossOf: () => tf.Scalar, share: number): void {
    const [loss, ...sums] = tf.tidy(() => {
      const fresh = this.fresh(lossOf).map((tensor) => (share === 1 ? tensor : tf.mul(tensor, share)));
      const before = this.loss === undefined ? [] : [this.loss, ...this.sums];
      return fresh.map((tensor, i) => tf.keep(before[i] === undefined ? tensor : tf.add(before[i], tensor)));
    });
    this.dispose();
    this.loss = loss!;
    this.sums = sums;
  }

  /** The gradients by name; they stay ours. */
  byName(): Tensors {
    return Object.fromEntries(Object.keys(this.parameters).map((name, i) => [name, this.sums[i]!]));
  }

  /** One tensor with the loss, then the squared length of each gradient: one read tells everything. */
  numbers(): tf.Tensor1D {
    return tf.tidy(() => tf.concat([tf.reshape(this.loss!, [1]), squaredNorms(this.sums)]) as tf.Tensor1D);
  }

  dispose(): void {
    this.loss?.dispose();
    this.sums.forEach((sum) => sum.dispose());
    this.loss = undefined;
    this.sums = [];
  }

  /** The loss and the gradients of one batch. */
  private fresh(lossOf: () => tf.Scalar): tf.Tensor[] {
    try {
      const variables = Object.values(this.parameters);
      const { value, grads } = tf.engine().gradients(() => checked(lossOf()), variables, undefined, true);
      this.refuseMissing(grads);
      return [value, ...grads];
    } catch (thrown) {
      disposeTape();
      throw thrown;
    }
  }

  private refuseMissing(gradients: (tf.Tensor | null | undefined)[]): void {
    const missing = Object.keys(this.parameters).filter(
      (_, i) => gradients[i] === null || gradients[i] === undefined,
    );
    if (missing.length === 0) return;
    throw new UserError(
      `The loss does not depend on ${missing.join(', ')}: use it in lossOf, or leave it out of parameters.`,
    );
  }
}

/** What tfjs saved for the way back stays where the loss throws halfway, unless somebody disposes it. */
function disposeTape(): void {
  const { state } = tf.engine();
  if (state.gradientDepth > 0) return;
  for (const { saved = [] } of state.activeTape ?? []) saved.forEach((tensor) => tensor.dispose());
  state.activeTape = [];
}

function checked(loss: tf.Scalar): tf.Scalar {
  if (loss instanceof tf.Tensor && loss.rank === 0) return loss;
  const got = loss instanceof tf.Tensor ? `a tensor of shape [${(loss as tf.Tensor).shape}]` : String(loss);
  throw new UserError(`lossOf must give one number as a tensor (a scalar), got ${got}; take its mean.`);
}
