/** Loads tfjs-node over the TensorFlow that `blossom setup tensorflow` built: as a backend of the course's own tfjs. */
import { existsSync } from 'node:fs';
import util from 'node:util';
import '../quiet.js';
import * as tf from '@tensorflow/tfjs';
import { UserError } from '../../errors.js';
import { registerTensorflowKernels } from './kernels.js';
import { bindingPackage, builtIn, tensorflowFolder } from './place.js';

/** Registers the backend `tensorflow`. Throws a UserError where it is not set up. */
export function loadTensorflow(folder = tensorflowFolder): void {
  if (builtIn(folder) === undefined) {
    throw new UserError('TensorFlow is not set up here: run `npx blossom setup tensorflow`.');
  }
  if (tf.findBackend('tensorflow') !== null) return;
  // TensorFlow's own lines on stderr about processors and devices; 2 leaves its errors.
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  restoreUtil();
  // The folder is known only when the program runs, and the package is absent from most machines.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  require(bindingPackage(folder));
  if (tf.findBackend('tensorflow') === null) {
    throw new Error(`tfjs-node in ${folder} registered itself in another copy of tfjs than the course's.`);
  }
  keepWholeNumbers();
  registerTensorflowKernels();
}

/** TensorFlow 2.21 rounds whole numbers to zeros on the CPU; whole numbers are round as they are. */
function keepWholeNumbers(): void {
  const round = tf.getKernel('Round', 'tensorflow')!;
  const kernelFunc: tf.KernelFunc = (call) => {
    const { x } = call.inputs as { x: tf.TensorInfo };
    if (x.dtype !== 'int32') return round.kernelFunc(call);
    return tf.getKernel('Identity', 'tensorflow')!.kernelFunc({ ...call, inputs: { x } });
  };
  tf.unregisterKernel('Round', 'tensorflow');
  tf.registerKernel({ ...round, kernelFunc });
}

/** What tfjs-node 4.22 calls in its kernels; Node 23 took both away. */
function restoreUtil(): void {
  const old = util as unknown as Record<string, unknown>;
  old['isNullOrUndefined'] ??= (value: unknown) => value === null || value === undefined;
  old['isArray'] ??= Array.isArray;
}

/** Whether the backend is better than our own without being asked for: a build for CUDA beside a card. */
export const cudaIsReady = (): boolean =>
  builtIn(tensorflowFolder) === 'cuda' && existsSync('/dev/nvidiactl');

/** The backend in words. */
export const describeTensorflow = (): string =>
  builtIn(tensorflowFolder) === 'cuda'
    ? 'TensorFlow, with CUDA where it finds a card'
    : 'TensorFlow, on the CPU';
