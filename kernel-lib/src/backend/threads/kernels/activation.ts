/** The activations of ops/activation.ts and their gradients. */
import { util } from '@tensorflow/tfjs';
import type { FastKernel } from '../register.js';

/** Values in a unit, as in kernel-lib/assembly. */
const CHUNK = 2048;
/** Chunks in a part: fewer are sooner done than handed over. */
const PART = 8;

export function activation(kernel: 'reluSquared' | 'gelu'): FastKernel {
  return ({ inputs, backend }) => {
    const x = inputs['x']!;
    const y = backend.output(x.shape, 'float32');
    const count = util.sizeFromShape(x.shape);
    backend.pool.run(
      kernel,
      [backend.pointerOf(x), backend.pointerOf(y), count],
      Math.ceil(count / CHUNK),
      PART,
    );
    return y;
  };
}

export function activationGradient(kernel: 'reluSquared' | 'gelu'): FastKernel {
  return ({ inputs, backend }) => {
    const [dy, x] = [inputs['dy']!, inputs['x']!];
    const dx = backend.output(x.shape, 'float32');
    const count = util.sizeFromShape(x.shape);
    const args = [backend.pointerOf(dy), backend.pointerOf(x), backend.pointerOf(dx), count];
    backend.pool.run(`${kernel}Gradient`, args, Math.ceil(count / CHUNK), PART);
    return dx;
  };
}
