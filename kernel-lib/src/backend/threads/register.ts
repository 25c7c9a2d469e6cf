/** Gives `threads` every kernel of tfjs's CPU backend, then its own in their place. */
import * as tf from '@tensorflow/tfjs';
import type { KernelFunc, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs';
import type { ThreadsBackend } from './backend.js';
import { ordinaryKernels } from './kernels/ordinary.js';
import { ourKernels } from './kernels/ours.js';

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
  const fastKernels = { ...ordinaryKernels, ...ourKernels };
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
