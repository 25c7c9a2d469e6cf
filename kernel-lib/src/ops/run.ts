/** How an operation finds its kernel: the backend's fast one where there is one, its slow twin otherwise. */
import '../backend/quiet.js';
import * as tf from '@tensorflow/tfjs';

type Tensors = Record<string, tf.Tensor>;

/** Whether the backend of the moment brings a fast kernel, and `BLOSSOM_SLOW=1` does not ask for slow twins. */
export function hasFast(kernel: string): boolean {
  return process.env['BLOSSOM_SLOW'] !== '1' && tf.getKernel(kernel, tf.getBackend()) !== undefined;
}

/** Calls a kernel of ours; its outputs are always a list. */
export function runKernel(kernel: string, inputs: Tensors, attributes: object = {}): tf.Tensor[] {
  const outputs = tf.engine().runKernel(kernel, inputs, attributes as tf.NamedAttrMap) as
    tf.Tensor | tf.Tensor[];
  return Array.isArray(outputs) ? outputs : [outputs];
}

/** The first output of a kernel. The others are for its gradient, which has its own hold on them. */
export function runForFirst(kernel: string, inputs: Tensors, attributes: object = {}): tf.Tensor {
  return tf.tidy(() => runKernel(kernel, inputs, attributes)[0]!);
}

export interface Gradient {
  kernel: string;
  /** Inputs that the gradient needs again, by name. */
  inputs: readonly string[];
  /** For each output, whether the gradient needs it again. */
  outputs?: readonly boolean[];
  /**
   * The gradients of the inputs, by name, from that of the first output and from what was saved, in order.
   * @param dys - the gradients of all outputs, zeros for one that nobody used.
   */
  gradient(dy: tf.Tensor, saved: tf.Tensor[], attributes: Record<string, number>, dys: tf.Tensor[]): Tensors;
   * The gradients of the inputs, by name, from that of the first output and from what was saved, in order. Inputs of
   * whole numbers have none: tfjs then says so where somebody asks for it.
  gradient(dy: tf.Tensor, saved: tf.Tensor[], attributes: Record<string, number>): Tensors;
}

/** Tells tfjs the gradient of a fast kernel. Slow twins need none: they are made of operations that have one. */
export function registerGradient({ kernel, inputs, outputs = [], gradient }: Gradient): void {
  tf.registerGradient({
    kernelName: kernel,
    inputsToSave: [...inputs],
    outputsToSave: [...outputs],
    gradFunc: (dy, saved, attributes) => {
      const dys = Array.isArray(dy) ? dy : [dy];
      const gradients = gradient(dys[0]!, saved, attributes as unknown as Record<string, number>, dys);
      return Object.fromEntries(Object.entries(gradients).map(([name, value]) => [name, () => value]));
    },
  });
}
