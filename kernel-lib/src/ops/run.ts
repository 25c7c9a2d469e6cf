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

export interface Gradient {
  kernel: string;
  /** Inputs that the gradient needs again, by name. */
  inputs: readonly string[];
  /** For each output, whether the gradient needs it again. */
  outputs?: readonly boolean[];
  /**
   * The gradients of the inputs, by name, from that of the first output and from what was saved, in order.
   * Inputs of whole numbers have none: tfjs then says so where somebody asks for it.
   * @param dys - the gradients of all outputs, zeros for one that nobody used.
   */
  gradient(dy: tf.Tensor, saved: tf.Tensor[], attributes: Record<string, number>, dys: tf.Tensor[]): Tensors;
}

const gradients = new Map<string, Gradient>();

/** Tells tfjs the gradient of a fast kernel. Slow twins need none: they are made of operations that have one. */
export function registerGradient(definition: Gradient): void {
  const { kernel, inputs, outputs = [], gradient } = definition;
  gradients.set(kernel, definition);
  tf.registerGradient({
    kernelName: kernel,
    inputsToSave: [...inputs],
    outputsToSave: [...outputs],
    gradFunc: (dy, saved, attributes) => {
      const dys = Array.isArray(dy) ? dy : [dy];
      const named = gradient(dys[0]!, saved, attributes as unknown as Record<string, number>, dys);
      return Object.fromEntries(Object.entries(named).map(([name, value]) => [name, () => value]));
    },
  });
}

/**
 * The first output of a kernel whose other outputs are for its gradient alone. tfjs would make zeros for the gradients of
 * those, as large as they are; here it never hears of them.
 */
export function runForFirst(kernel: string, inputs: Tensors, attributes: object = {}): tf.Tensor {
  if (!tf.engine().isTapeOn()) return tf.tidy(() => runKernel(kernel, inputs, attributes)[0]!);
  const { inputs: needed, outputs: kept = [], gradient } = gradients.get(kernel)!;
  const names = Object.keys(inputs).filter((name) => inputs[name]!.dtype === 'float32');
  const run = (...given: unknown[]) => {
    const save = given.at(-1) as tf.GradSaveFunc;
    const outputs = runKernel(kernel, inputs, attributes);
    save([...needed.map((name) => inputs[name]!), ...outputs.filter((_, i) => kept[i])]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const named = gradient(dy, saved, attributes as Record<string, number>, [dy]);
      return names.map((name) => named[name]!);
    };
    return { value: outputs[0]!, gradFunc };
  };
  return tf.customGrad(run as never)(...names.map((name) => inputs[name]!));
}
