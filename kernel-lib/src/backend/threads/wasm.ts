/**
 * The compiled kernels: the variant that this engine can run, compiled at once and for full speed.
 * With vectors of 256 bits the matrix product goes from 70 to 95 GFLOP/s on a core.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { canRevectorize, compileForSpeed, wasm } from '../../webassembly.js';
import type { Module } from '../../webassembly.js';

/** (module (func (result v128) (f32x4.relaxed_madd (v128.const 0) (v128.const 0) (v128.const 0)))), by its bytes. */
const RELAXED = Uint8Array.from([
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 19, 1, 17, 0],
  ...[65, 0, 253, 15, 65, 0, 253, 15, 65, 0, 253, 15, 253, 133, 2, 11],
]);

export interface Kernels {
  module: Module;
  /** 'relaxed' or 'simd'. */
  variant: string;
  /** Whether the memory may be shared among threads; where it may not, there is one thread. */
  shared: boolean;
  /** Whether sums may take 16 registers of 256 bits, or 32 of 128. */
  wide: boolean;
}

/** Reads and compiles the kernels, once in a process. */
export function compileKernels(): Kernels {
  compiled ??= compile();
  return compiled;
}

let compiled: Kernels | undefined;

function compile(): Kernels {
  const variant = wasm.validate(RELAXED) ? 'relaxed' : 'simd';
  const bytes = readFileSync(path.join(__dirname, '..', '..', 'assembly', `${variant}.wasm`));
  const shared = typeof SharedArrayBuffer !== 'undefined';
  if (!shared) importOrdinaryMemory(bytes);
  const revectorize = variant === 'relaxed' && canRevectorize();
  const module = compileForSpeed(bytes, revectorize);
  return { module, variant, shared, wide: revectorize || process.arch === 'arm64' };
}

/**
 * The kernels use no atomic instruction: with one bit less in the import of their memory, they take one that is not
 * shared. The import is "env", "memory", kind 2 (memory), limits 3 (a maximum, shared); limits 1 is a maximum alone.
 */
function importOrdinaryMemory(bytes: Buffer): void {
  const imported = Buffer.from('\x03env\x06memory\x02\x03', 'latin1');
  const at = bytes.indexOf(imported);
  if (at < 0) throw new Error('The kernels do not import a shared memory as "env" "memory".');
  bytes[at + imported.length - 1] = 1;
}
