/**
 * The kernels of the backend `threads`, and the MinHash of the corpus: AssemblyScript to WebAssembly, into
 * kernel-lib/dist/assembly. Compiled here and not committed: two changes of kernels then meet as text, not as two
 * binaries. It takes some five seconds.
 */
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { SetupError } = require('./errors.js');
const { run } = require('./processes.js');
const places = require('./paths.js');

const sources = path.join(places.library, 'assembly');
const results = path.join(places.library, 'dist', 'assembly');

const COMMON = ['-O3', '--noAssert', '--runtime', 'stub'];
const SHARED = [
  ...['--importMemory', '--sharedMemory', '--initialMemory', '16', '--maximumMemory', '65536'],
  // Where the kernels' constants lie: between the arguments of a job and the heap (threads/layout.ts).
  ...['--memoryBase', '4096'],
];
/** Relaxed SIMD has a multiply-add in one instruction; Node 20 has only plain SIMD. */
const MODULES = {
  relaxed: ['index.ts', ...SHARED, '--enable', 'simd,relaxed-simd,threads'],
  simd: ['index.ts', ...SHARED, '--enable', 'simd,threads'],
  minhash: ['minhash.ts', '--enable', 'simd'],
};

const files = () => Object.keys(MODULES).map((name) => path.join(results, `${name}.wasm`));

async function buildKernels(onStart) {
  const compiler = path.join(places.modules, 'assemblyscript', 'bin', 'asc.js');
  fs.mkdirSync(results, { recursive: true });
  for (const [name, [source, ...options]] of Object.entries(MODULES)) {
    const result = path.join(results, `${name}.wasm`);
    const args = [path.join(sources, source), '-o', `${result}.new`, ...COMMON, ...options];
    const { code, output } = await run(process.execPath, [compiler, ...args], { cwd: places.root, onStart });
    if (code !== 0) {
      throw new SetupError(
        `${output.trim()}\nkernel-lib/assembly does not compile: correct the lines above and run it again.`,
      );
    }
    fs.renameSync(`${result}.new`, result);
  }
}

module.exports = { sources, files, buildKernels };
