/**
 * The part of WebAssembly that we use, typed here (TypeScript has its types only together with the browser's), and
 * compiling at once and for full speed.
 */
import { readFileSync } from 'node:fs';
import v8 from 'node:v8';

export interface Memory {
  readonly buffer: ArrayBufferLike;
  grow(pages: number): number;
}

/** Compiled code; threads may share it. */
export type Module = object;

interface Namespace {
  Memory: new (limits: { initial: number; maximum: number; shared: boolean }) => Memory;
  Module: new (bytes: Uint8Array) => Module;
  Instance: new (module: Module, imports: { env: object }) => { readonly exports: Record<string, unknown> };
  validate(bytes: Uint8Array): boolean;
}

export const wasm = (globalThis as unknown as { WebAssembly: Namespace }).WebAssembly;

/**
 * Compiles a module with no slow first tier: its first call is as fast as its last. V8's flag
 * --experimental-wasm-revectorize joins pairs of 128-bit vectors to the 256 bits of AVX2; where `revectorize` is true, ask
 * `canRevectorize` first. The flags are set for this one compilation and put back after it.
 */
export function compileForSpeed(bytes: Uint8Array, revectorize: boolean): Module {
  return withFlags(
    [
      ...['--no-liftoff', '--no-wasm-lazy-compilation', '--no-wasm-dynamic-tiering'],
      ...(revectorize ? ['--experimental-wasm-revectorize'] : []),
    ],
    () => new wasm.Module(bytes),
  );
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
export function canRevectorize(): boolean {
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
