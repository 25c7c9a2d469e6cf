/** The part of WebAssembly that we use, typed here: TypeScript has its types only together with the browser's. */

export interface Memory {
  readonly buffer: ArrayBufferLike;
  grow(pages: number): number;
}

/** Compiled code; threads may share it. */
export type Module = object;

interface Namespace {
  Memory: new (limits: { initial: number; maximum: number; shared: boolean }) => Memory;
  Module: new (bytes: Uint8Array) => Module;
  Instance: new (
    module: Module,
    imports: { env: { memory: Memory } },
  ) => { readonly exports: Record<string, unknown> };
  validate(bytes: Uint8Array): boolean;
}

export const wasm = (globalThis as unknown as { WebAssembly: Namespace }).WebAssembly;
