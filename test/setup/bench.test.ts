/** What benches measure with: kernels timed from outside, how much they have to do, and the recipes' batches. */
import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../support/paths.js';

interface Info {
  shape: number[];
  dataId?: object;
}
interface Call {
  inputs: Record<string, Info | Info[]>;
  attrs: Record<string, unknown>;
  backend: { readSync(dataId: object): ArrayLike<number> };
}
interface Kernel {
  kernelName: string;
  backendName: string;
  kernelFunc(call: Call): Info;
}
interface Times {
  reset(): void;
  list(): { name: string; calls: number; ms: number; flops: number; bytes: number }[];
}
type WorkOf = (
  name: string,
  call: Pick<Call, 'inputs' | 'attrs'>,
  output: Info | Info[],
  read?: (tensor: Info) => ArrayLike<number>,
) => { flops: number; bytes: number };

function support<T>(file: string): T {
  // Benches are plain scripts, outside of what is compiled.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require(join(root, 'bench', 'support', file)) as T;
}
const { timeKernels } = support<{ timeKernels(tf: object, workOf: WorkOf, clock: () => number): Times }>(
  'kernel-times.js',
);
const { workOf } = support<{ workOf: WorkOf }>('work.js');
const { writeRecipe } = support<{ writeRecipe(name: string): string }>('recipes.js');

/** The part of tfjs that knows kernels. */
function fakeTf(kernels: Kernel[]) {
  const known = new Map(kernels.map((kernel) => [kernel.kernelName, kernel]));
  return {
    known,
    getBackend: () => 'fake',
    getKernelsForBackend: () => [...known.values()],
    unregisterKernel: (name: string) => known.delete(name),
    registerKernel: (kernel: Kernel) => known.set(kernel.kernelName, kernel),
  };
}

describe('what benches measure with', () => {
  it('a kernel inside of another one is counted once, products by their shapes', () => {
    let now = 0;
    const inside: Kernel = {
      ...{ kernelName: 'BatchMatMul', backendName: 'fake' },
      kernelFunc: () => ((now += 20), { shape: [2, 4] }),
    };
    const outside: Kernel = {
      ...{ kernelName: 'Outside', backendName: 'fake' },
      kernelFunc: (call) => ((now += 3), tf.known.get('BatchMatMul')!.kernelFunc(call)),
    };
    const tf = fakeTf([inside, outside]);
    const times = timeKernels(tf, workOf, () => now);
    const inputs = { a: { shape: [3, 2] }, b: { shape: [3, 4] } };
    const call = { inputs, attrs: { transposeA: true }, backend: { readSync: () => [] } };
    times.reset();
    tf.known.get('Outside')!.kernelFunc(call);
    tf.known.get('BatchMatMul')!.kernelFunc(call);
    const [first, second] = times.list();
    const flops = 2 * 2 * (2 * 4 * 3);
    const bytes = 2 * 4 * (6 + 12 + 8);
    assert.deepEqual(first, { name: 'BatchMatMul [3,2]ᵀ·[3,4]', calls: 2, ms: 40, flops, bytes });
    assert.deepEqual([second!.name, second!.calls, second!.ms], ['Outside', 1, 3]);
  });

  it('a causal row of attention has half of the pairs, and memory changed in place counts twice', () => {
    const four = { shape: [2, 3, 1, 4] };
    const causal = { shape: [2] };
    const inputs = { q: four, k: four, v: four, causal };
    const read = () => [1, 0];
    // Of 9 pairs a causal row of three places looks at 6.
    const pairs = 6 + 9;
    const { flops } = workOf('BlossomAttention', { inputs, attrs: {} }, four, read);
    assert.equal(Math.round(flops), 4 * 4 * pairs);
    const list = [{ shape: [5] }];
    const adam = { parameters: list, gradients: list, m: list, v: list };
    assert.equal(workOf('BlossomAdamW', { inputs: adam, attrs: {} }, []).bytes, 4 * 7 * 5);
  });

  it('the bilingual recipe has padding that is never a target, and the weights that createModel gives', () => {
    const folder = writeRecipe('bilingual');
    try {
      interface Batch {
        rows: number;
        length: number;
        segments: number[];
        targets: number[];
        causal: number[];
      }
      const { batches } = JSON.parse(readFileSync(join(folder, 'recipe.json'), 'utf8')) as {
        batches: Batch[];
      };
      for (const { rows, length, segments, targets, causal } of batches) {
        assert.deepEqual([rows, segments.length, targets.length], [16, 16 * length, 16 * length]);
        assert.equal(causal.filter((one) => one === 1).length, 11);
        assert.ok(segments.includes(0));
        assert.ok(segments.every((segment, i) => segment === 1 || targets[i] === -1));
      }
      const parameters = 2048 * 128 + 4 * (2 * 128 + 4 * 128 ** 2 + 2 * 128 * 512) + 128;
      assert.equal(readFileSync(join(folder, 'weights.bin')).length, 4 * parameters);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
