/**
 * The compiled kernels: the variant that this engine can run, compiled at once and for full speed.
 * V8's flag --experimental-wasm-revectorize joins pairs of 128-bit vectors to the 256 bits of AVX2: the matrix product
 * goes from 70 to 95 GFLOP/s on a core. The flags are set for this one compilation and put back after it.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import v8 from 'node:v8';
import { wasm } from './webassembly.js';
import type { Module } from './webassembly.js';

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
  const module = withFlags(
    [
      // No slow first tier: the first step is as fast as the last, and the flags need not stay.
      ...['--no-liftoff', '--no-wasm-lazy-compilation', '--no-wasm-dynamic-tiering'],
      ...(revectorize ? ['--experimental-wasm-revectorize'] : []),
    ],
    () => new wasm.Module(bytes),
  );
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

function withFlags<T>(flags: string[], work: () => T): T {
  for (const flag of flags) v8.setFlagsFromString(flag);
  try {
    return work();
  } finally {
    for (const flag of flags) v8.setFlagsFromString(opposite(flag));
  }
}

const opposite = (flag: string) =>
  flag.startsWith('--no-') ? `--${flag.slice(5)}` : `--no-${flag.slice(2)}`;

/** Measured on V8 13.6 (Node 24) alone; elsewhere the flag may be missing, or mean something else. */
function canRevectorize(): boolean {
  if (process.env['BLOSSOM_REVECTORIZE'] === '0' || process.arch !== 'x64') return false;
  return process.versions.v8.startsWith('13.6.') && hasAvx2();
}

/** Only Linux tells without a program of its own; elsewhere a processor of the last ten years is assumed. */
function hasAvx2(): boolean {
  if (process.platform !== 'linux') return true;
  try {
    return /\bavx2\b/.test(readFileSync('/proc/cpuinfo', 'utf8'));
  } catch {
    return false; // where the file cannot be read the slower form is right everywhere
  }
}
