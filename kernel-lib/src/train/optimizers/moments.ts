/** What an optimizer remembers of each parameter, by the parameter's name: tfjs's own optimizers go by position. */
import * as tf from '@tensorflow/tfjs';

export class Moments {
  private readonly tensors = new Map<string, tf.Tensor>();

  /** @param slot - what is remembered, for example `adam.m`: the first part of the names in a checkpoint, without a slash. */
  constructor(readonly slot: string) {}

  /** The moment of a parameter; zeros at first. */
  of(name: string, parameter: tf.Tensor): tf.Tensor {
    const known = this.tensors.get(name);
    if (known !== undefined) return known;
    const zeros = tf.keep(tf.zeros(parameter.shape));
    this.tensors.set(name, zeros);
    return zeros;
  }

  set(name: string, value: tf.Tensor): void {
    const before = this.tensors.get(name);
    this.tensors.set(name, tf.keep(value));
    if (before !== value) before?.dispose();
  }

  /** The tensors by `slot/name`; they stay ours. */
  entries(): [string, tf.Tensor][] {
    return [...this.tensors].map(([name, tensor]) => [`${this.slot}/${name}`, tensor]);
  }

  dispose(): void {
    for (const tensor of this.tensors.values()) tensor.dispose();
    this.tensors.clear();
  }
}
