/**
 * The backend `threads`. Fused kernels (ops/) need four things from here: `pointerOf` (where a tensor's values lie),
 * `output` (a new tensor), `parallel` (a kernel of kernel-lib/assembly over its units) and `temporary` (memory for the
 * time of one kernel). README.md beside this folder shows one.
 */
import * as tf from '@tensorflow/tfjs';
import type { DataType, TensorInfo } from '@tensorflow/tfjs';
import { ThreadsBackend } from './backend.js';
import { wantedThreads } from './pool.js';
import { NAME, registerKernels } from './register.js';
import { compileKernels } from './wasm.js';

export { bits } from './pool.js';
export { NAME, replace } from './register.js';
export type { Call, FastKernel } from './register.js';
export { ThreadsBackend } from './backend.js';

/** Makes the backend known to tfjs; `tf.setBackend('threads')` then starts it. A second call changes nothing. */
export function registerThreads(): void {
  if (tf.findBackendFactory(NAME) !== null) return;
  registerKernels();
  tf.registerBackend(NAME, createBackend, 0);
}

function createBackend(): ThreadsBackend {
  return new ThreadsBackend({ kernels: compileKernels(), threads: wantedThreads() });
}

/** What the backend is, for the sentence that says which was chosen. */
export function describeThreads(): string {
  const { pool } = backend();
  const { variant, wide } = compileKernels();
  const vectors = variant === 'simd' ? 'SIMD' : `relaxed SIMD${wide ? ', wide sums' : ''}`;
  return `our WebAssembly kernels, ${pool.threads} thread${pool.threads === 1 ? '' : 's'}, ${vectors}`;
}

/** The backend that runs now. */
export function backend(): ThreadsBackend {
  const current = tf.backend();
  if (current instanceof ThreadsBackend) return current;
  throw new Error(`The backend is '${tf.getBackend()}', and this kernel belongs to 'threads'.`);
}

/** Where the values of a tensor lie in the shared memory, in bytes. */
export function pointerOf(tensor: { dataId: object }): number {
  return backend().pointerOf(tensor);
}

/** A new tensor whose values the kernel will set. */
export function output(shape: number[], dtype: DataType): TensorInfo {
  return backend().output(shape, dtype);
}

/**
 * Runs a kernel of kernel-lib/assembly over `units`, at least `grain` at a time, on all threads.
 * @param args - addresses, whole numbers, and floats as `bits(value)`.
 */
export function parallel(kernelName: string, args: readonly number[], units: number, grain: number): void {
  backend().pool.run(kernelName, args, units, grain);
}

/** Memory for the time of `work`. */
export function temporary<T>(bytes: number, work: (pointer: number) => T): T {
  const owner = backend();
  const pointer = owner.allocate(bytes);
  try {
    return work(pointer);
  } finally {
    owner.free(pointer, bytes);
  }
}
