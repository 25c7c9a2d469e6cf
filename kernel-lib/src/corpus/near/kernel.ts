/** The compiled module (kernel-lib/assembly/minhash.ts) and the tables of Unicode that it reads. One for each thread. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { mix } from './byHand.js';
import { CHARACTER, fold, HAN, LETTER, WORD } from './units.js';

/** What the module exports: addresses of its arrays, and its passes. */
interface Exports {
  memory: { buffer: ArrayBuffer };
  kindsAt(): number;
  keysAt(): number;
  textAt(): number;
  shinglesAt(): number;
  factorsAt(): number;
  summandsAt(): number;
  minimaAt(): number;
  mostUnits(): number;
  mostHashes(): number;
  begin(hashes: number): void;
  survey(length: number): bigint;
  words(length: number, hashes: number): number;
  characters(length: number, hashes: number): number;
  finish(hashes: number): number;
  count(): number;
}

export interface NearKernel extends Exports {
  /** Code units of one piece. */
  text: Buffer;
  shingles: Uint32Array;
  factors: Uint32Array;
  summands: Uint32Array;
  minima: Uint32Array;
}

/** WebAssembly's types come only together with the browser's. */
interface WebAssemblyNamespace {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { exports: unknown };
}

/** An instance for this thread; its tables are filled once. */
export function nearKernel(): NearKernel {
  loaded ??= load();
  return loaded;
}

let loaded: NearKernel | undefined;

function load(): NearKernel {
  const wasm = (globalThis as unknown as { WebAssembly: WebAssemblyNamespace }).WebAssembly;
  const bytes = readFileSync(path.join(__dirname, '..', '..', 'assembly', 'minhash.wasm'));
  const imports = { env: { abort: abortInside } };
  const exports = new wasm.Instance(new wasm.Module(bytes), imports).exports as Exports;
  const { buffer } = exports.memory;
  const most = exports.mostHashes();
  fillTables(
    new Uint8Array(buffer, exports.kindsAt(), LISTED),
    new Uint32Array(buffer, exports.keysAt(), LISTED),
  );
  return {
    ...exports,
    text: Buffer.from(buffer, exports.textAt(), exports.mostUnits() * 2),
    shingles: new Uint32Array(buffer, exports.shinglesAt(), exports.mostUnits() + 1),
    factors: new Uint32Array(buffer, exports.factorsAt(), most),
    summands: new Uint32Array(buffer, exports.summandsAt(), most),
    minima: new Uint32Array(buffer, exports.minimaAt(), most),
  };
}

function abortInside(): never {
  throw new Error('The compiled MinHash module has stopped: this is a mistake in it.');
}

/** Planes 0 to 3: all letters that Unicode has assigned. */
const LISTED = 0x40000;
const BITS: readonly (readonly [bit: number, pattern: RegExp])[] = [
  [1, WORD],
  [2, LETTER],
  [4, new RegExp(HAN, 'gu')],
  [8, CHARACTER],
];
const AT_ONCE = 0x800;

/** Asks each pattern about 2,048 code points at once: 20 times faster than one by one. */
function fillTables(kinds: Uint8Array, keys: Uint32Array): void {
  for (let first = 0; first < LISTED; first += AT_ONCE) {
    const codes = Array.from({ length: AT_ONCE }, (_, i) => first + i);
    const all = String.fromCodePoint(...codes);
    for (const [bit, pattern] of BITS) {
      for (const { 0: run, index } of all.matchAll(pattern)) {
        const start = first < 0x10000 ? first + index : first + index / 2;
        const length = first < 0x10000 ? run.length : run.length / 2;
        for (let code = start; code < start + length; code++) kinds[code]! |= bit;
      }
    }
    for (const code of codes) keys[code] = mix(code);
    if (all.toLowerCase() !== all || all.includes('ς')) foldKeys(codes, keys);
  }
}

function foldKeys(codes: readonly number[], keys: Uint32Array): void {
  for (const code of codes) keys[code] = mix(fold(String.fromCodePoint(code)).codePointAt(0)!);
}
