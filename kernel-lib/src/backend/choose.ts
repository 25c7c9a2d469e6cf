/** Which tfjs backend runs the tensors: chosen once, checked by a small calculation, and said. */
import path from 'node:path';
import './quiet.js';
import * as tf from '@tensorflow/tfjs';
import { UserError, messageOf } from '../errors.js';
import { BACKENDS, type BackendName } from './names.js';
import { cudaIsReady, describeTensorflow, loadTensorflow } from './tensorflow/load.js';
import { describeThreads, registerThreads } from './threads/index.js';
import { transposeBeforeMatMul } from './wasm-matmul.js';

export interface Choice {
  name: string;
  /** Why this one, in words. */
  reason: string;
}

interface Candidate {
  /** What it is, once it runs. */
  about(): string;
  /** Whether it is tried without being asked for; always where absent. */
  offered?(): boolean;
  /** Makes the backend ready; throws where it cannot work here. */
  prepare(): Promise<void>;
}

/** A later backend is one more entry, here and in `BACKENDS`. */
const candidates: Record<BackendName, Candidate> = {
  tensorflow: {
    about: describeTensorflow,
    offered: cudaIsReady,
    prepare: async () => loadTensorflow(),
  },
  threads: { about: describeThreads, prepare: prepareThreads },
  wasm: { about: () => "tfjs's WebAssembly, one thread", prepare: prepareWasm },
  cpu: { about: () => 'plain JavaScript: right, but slow', prepare: async () => {} },
};

async function prepareThreads(): Promise<void> {
  registerThreads();
  await use('threads');
}

async function prepareWasm(): Promise<void> {
  // Loaded only here: the package registers itself as the first choice, and must then be made ready before any tensor.
  const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
  const entry = require.resolve('@tensorflow/tfjs-backend-wasm/package.json');
  setWasmPaths(path.join(path.dirname(entry), 'dist', path.sep));
  await use('wasm');
  transposeBeforeMatMul('wasm');
}

async function use(name: string): Promise<void> {
  if (!(await tf.setBackend(name))) throw new Error(`tfjs could not start its backend '${name}'.`);
  await tf.ready();
}

/** Products and a gradient whose values are known: a backend that gets them wrong is not used. */
function selfCheck(name: string): void {
  checkGradient(name);
  checkProduct(name);
}

/** Odd sizes, larger than any tile, in whole numbers that floats hold exactly. */
function checkProduct(name: string): void {
  const [M, K, N] = [103, 67, 53];
  const a = Float32Array.from({ length: M * K }, (_, i) => ((i * 7) % 11) - 5);
  const b = Float32Array.from({ length: N * K }, (_, i) => ((i * 5) % 13) - 6);
  const values = tf.tidy(() =>
    tf.matMul(tf.tensor2d(a, [M, K]), tf.tensor2d(b, [N, K]), false, true).dataSync(),
  );
  for (let m = 0; m < M; m++) {
    for (let n = 0; n < N; n++) {
      let sum = 0;
      for (let k = 0; k < K; k++) sum += a[m * K + k]! * b[n * K + k]!;
      const got = values[m * N + n];
      if (got !== sum) throw new Error(`the backend '${name}' calculates ${got} where ${sum} is right.`);
    }
  }
}

function checkGradient(name: string): void {
  const values = tf.tidy(() => {
    const a = tf.tensor2d([1, 2, 3, 4], [2, 2]);
    const gradient = tf.grad((x: tf.Tensor) => tf.sum(tf.square(tf.matMul(x, x, true))))(a);
    return [...gradient.dataSync()];
  });
  const expected = [152, 216, 344, 488]; // the gradient of ‖xᵀx‖² is 4·x·xᵀ·x
  if (values.some((value, i) => Math.abs(value - expected[i]!) > 1e-3)) {
    throw new Error(
      `the backend '${name}' calculates [${values.join(', ')}] where [${expected.join(', ')}] is right.`,
    );
  }
}

let chosen: Choice | undefined;

/**
 * Chooses the backend, once in a process, and prints what and why.
 * @param options.prefer - the backend to take; the environment variable `BLOSSOM_BACKEND` comes first.
 * @throws UserError where the wanted backend is unknown or does not work here.
 */
export async function chooseBackend(options: { prefer?: string } = {}): Promise<Choice> {
  const wanted = process.env['BLOSSOM_BACKEND'] ?? options.prefer;
  if (chosen !== undefined && (wanted === undefined || wanted === chosen.name)) return chosen;
  chosen = await firstThatWorks(wanted);
  console.log(`Backend: ${chosen.name} (${chosen.reason}).`);
  return chosen;
}

async function firstThatWorks(wanted: string | undefined): Promise<Choice> {
  const known = BACKENDS.join(', ');
  if (wanted !== undefined && !(wanted in candidates)) {
    throw new UserError(`There is no backend '${wanted}': choose one of ${known}.`);
  }
  const failures: string[] = [];
  const offered = (name: BackendName) => candidates[name].offered?.() ?? true;
  for (const name of BACKENDS.filter((each) => (wanted === undefined ? offered(each) : each === wanted))) {
    const { about, prepare } = candidates[name];
    try {
      await prepare();
      await use(name);
      selfCheck(name);
      return {
        name,
        reason: [about(), wanted === name ? 'as asked' : '', ...failures].filter(Boolean).join('; '),
      };
    } catch (error) {
      failures.push(`not ${name}: ${messageOf(error)}`);
    }
  }
  throw new UserError(`No backend works here (${failures.join('; ')}): choose another one of ${known}.`);
}
