/**
 * The stock WebAssembly backend multiplies fast only without its transpose flags: with them it falls into a
 * plain loop that is more than ten times slower, and every gradient of a product needs them.
 * So we transpose first and multiply then; the numbers are the same.
 */
import * as tf from '@tensorflow/tfjs';
import type { KernelConfig, KernelFunc, NamedAttrMap, TensorInfo } from '@tensorflow/tfjs';

type Disposer = { disposeData(dataId: object): boolean };

/** Replaces the backend's product by one that transposes first. Calling it again changes nothing. */
export function transposeBeforeMatMul(backendName: string): void {
  const product = kernelOf('BatchMatMul', backendName);
  const transpose = kernelOf('Transpose', backendName);
  if (patched.has(product.kernelFunc)) return;

  const kernelFunc: KernelFunc = ({ inputs, backend, attrs }) => {
    const flags = attrs as NamedAttrMap & { transposeA?: boolean; transposeB?: boolean };
    const turned: TensorInfo[] = [];
    const turn = (x: TensorInfo, wanted: boolean | undefined): TensorInfo => {
      if (wanted !== true) return x;
      const last = x.shape.length - 1;
      const perm = x.shape.map((_, axis) => (axis === last ? last - 1 : axis === last - 1 ? last : axis));
      const result = transpose.kernelFunc({ inputs: { x }, backend, attrs: { perm } }) as TensorInfo;
      turned.push(result);
      return result;
    };
    const a = turn(inputs['a']!, flags.transposeA);
    const b = turn(inputs['b']!, flags.transposeB);
    const result = product.kernelFunc({
      inputs: { a, b },
      backend,
      attrs: { ...attrs, transposeA: false, transposeB: false },
    });
    for (const { dataId } of turned) (backend as Disposer).disposeData(dataId);
    return result;
  };
  patched.add(kernelFunc);
  tf.unregisterKernel('BatchMatMul', backendName);
  tf.registerKernel({ ...product, kernelFunc });
}

const patched = new WeakSet<KernelFunc>();

function kernelOf(name: string, backendName: string): KernelConfig {
  const kernel = tf.getKernel(name, backendName);
  if (kernel === undefined) throw new Error(`The backend '${backendName}' has no kernel '${name}'.`);
  return kernel;
}
