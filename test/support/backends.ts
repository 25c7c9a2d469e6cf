/** The backends that every machine has, for tests that run on each of them. */
import assert from 'node:assert/strict';
import path from 'node:path';
import 'kernel-lib/dist/backend/quiet.js';
import * as tf from '@tensorflow/tfjs';
import { registerThreads } from 'kernel-lib/dist/backend/threads/index.js';
import { transposeBeforeMatMul } from 'kernel-lib/dist/backend/wasm-matmul.js';

export const BACKENDS = ['cpu', 'wasm', 'threads'] as const;

/** As `chooseBackend` makes it ready, without its message. Go back to `cpu` after it. */
export async function useBackend(name: (typeof BACKENDS)[number]): Promise<void> {
  if (name === 'threads') registerThreads();
  if (name === 'wasm') {
    // Only here: the package makes itself the first choice as soon as it is loaded.
    const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
    const entry = require.resolve('@tensorflow/tfjs-backend-wasm/package.json');
    setWasmPaths(path.join(path.dirname(entry), 'dist', path.sep));
  }
  assert.ok(await tf.setBackend(name), `tfjs could not start its backend '${name}'.`);
  if (name === 'wasm') transposeBeforeMatMul('wasm');
}
