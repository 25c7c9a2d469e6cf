/**
 * What this machine can do at most, measured by loops that do nothing else: multiply-adds in registers, compiled as the
 * kernels of `threads` are, and copies of memory (bytes read and bytes written both count).
 */
'use strict';

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const v8 = require('node:v8');
const { Worker, isMainThread, workerData } = require('node:worker_threads');
const { median } = require('./numbers.js');

/** Sums of four floats: as many as keep the processor busy, joined by pairs where V8 can. */
const SUMS = 24;
const ROUNDS = 2_000_000;
const each = (text) => Array.from({ length: SUMS }, (_, i) => text(i)).join('\n');

/** AssemblyScript. With plain SIMD a multiply and an add are two instructions. */
const source = (isRelaxed) => `
export function multiplyAdd(rounds: i32, at: usize): void {
  ${each((i) => `let s${i} = f32x4.splat(0);`)}
  for (let i = 0; i < rounds; i++) {
    const a = v128.load32_splat(at);
    const b0 = v128.load(at, 16);
    const b1 = v128.load(at, 32);
    ${each((i) =>
      isRelaxed
        ? `s${i} = f32x4.relaxed_madd(a, b${i % 2}, s${i});`
        : `s${i} = f32x4.add(f32x4.mul(a, b${i % 2}), s${i});`,
    )}
  }
  ${each((i) => `v128.store(at, s${i}, ${64 + 16 * i});`)}
}`;

function compile(isRelaxed) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bench-peaks-'));
  try {
    const [from, to] = [path.join(folder, 'peaks.ts'), path.join(folder, 'peaks.wasm')];
    fs.writeFileSync(from, source(isRelaxed));
    const compiler = require.resolve('assemblyscript/bin/asc.js');
    const features = isRelaxed ? 'simd,relaxed-simd' : 'simd';
    const options = ['-O3', '--noAssert', '--runtime', 'stub', '--initialMemory', '1', '--enable', features];
    execFileSync(process.execPath, [compiler, from, '-o', to, ...options]);
    return fs.readFileSync(to);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** The same flags as backend/threads/wasm.ts sets. */
function instantiate(bytes, isWide) {
  const flags = ['--no-liftoff', '--no-wasm-lazy-compilation', '--no-wasm-dynamic-tiering'];
  for (const flag of flags) v8.setFlagsFromString(flag);
  if (isWide) v8.setFlagsFromString('--experimental-wasm-revectorize');
  return new WebAssembly.Instance(new WebAssembly.Module(bytes), {}).exports;
}

const seconds = (work) => {
  const start = performance.now();
  work();
  return (performance.now() - start) / 1000;
};
const middleOf = (count, work) => median(Array.from({ length: count }, work));

/** One thread's share: GFLOP/s, and GB/s of copies between blocks of 1 MB and of 64 MB. */
function measureThread({ bytes, isWide }) {
  const { multiplyAdd } = instantiate(bytes, isWide);
  const flops = 2 * 4 * SUMS * ROUNDS;
  const copies = (megabytes, count) => {
    const [from, to] = [0, 1].map(() => new Float32Array((megabytes * 2 ** 20) / 4).fill(1));
    const copy = () => {
      for (let i = 0; i < count; i++) to.set(from);
    };
    return middleOf(7, () => (2 * count * from.byteLength) / seconds(copy) / 1e9);
  };
  multiplyAdd(1000, 0);
  return {
    gigaflops: middleOf(7, () => flops / seconds(() => multiplyAdd(ROUNDS, 0)) / 1e9),
    near: copies(1, 200),
    far: copies(64, 3),
  };
}

/** All threads measure at the same time; their shares are summed. */
exports.measurePeaks = async (threads) => {
  const { compileKernels } = require('kernel-lib/dist/backend/threads/wasm.js');
  const { variant, wide } = compileKernels();
  const isRelaxed = variant === 'relaxed';
  const data = { bytes: compile(isRelaxed), isWide: isRelaxed && wide && process.arch === 'x64' };
  const ready = new Int32Array(new SharedArrayBuffer(4));
  const shares = await Promise.all(
    Array.from({ length: threads }, () => {
      const worker = new Worker(__filename, { workerData: { peaks: data, ready, threads } });
      return new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
    }),
  );
  const sum = (what) => shares.reduce((total, share) => total + share[what], 0);
  return { gigaflops: sum('gigaflops'), near: sum('near'), far: sum('far') };
};

if (!isMainThread && workerData?.peaks !== undefined) {
  const { peaks, ready, threads } = workerData;
  Atomics.add(ready, 0, 1);
  Atomics.notify(ready, 0);
  for (let count; (count = Atomics.load(ready, 0)) < threads;) Atomics.wait(ready, 0, count, 1000);
  require('node:worker_threads').parentPort.postMessage(measureThread(peaks));
}
