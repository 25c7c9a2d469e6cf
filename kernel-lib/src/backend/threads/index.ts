/** The backend `threads`. What a kernel of it needs is on `ThreadsBackend`; README.md of the folder above shows one. */
import * as tf from '@tensorflow/tfjs';
import { ThreadsBackend } from './backend.js';
import { wantedThreads } from './pool.js';
import { NAME, registerKernels } from './register.js';
import { compileKernels } from './wasm.js';

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
function backend(): ThreadsBackend {
  const current = tf.backend();
  if (current instanceof ThreadsBackend) return current;
  throw new Error(`The backend is '${tf.getBackend()}', not '${NAME}'.`);
}
