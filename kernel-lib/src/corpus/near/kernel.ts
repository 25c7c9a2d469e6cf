/** The compiled module (kernel-lib/assembly/minhash.ts) and the tables of Unicode that it reads. One for each thread. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { canRevectorize, compileForSpeed, wasm } from '../../webassembly.js';
import { keyOfCharacter } from './byHand.js';
import { fold, HAN, LETTER, WORD } from './units.js';

/** What the module exports: addresses of its arrays, and its passes. */
interface Exports {
  memory: { buffer: ArrayBuffer };
  lettersAt(): number;
  keysAt(): number;
  textAt(): number;
  shinglesAt(): number;
  factorsAt(): number;
  summandsAt(): number;
  minimaAt(): number;
  pieceLength(): number;
  mostHashes(): number;
  prepare(): void;
  begin(hashes: number): void;
  survey(length: number): number;
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

interface Tables {
  letters: Uint8Array;
  keys: Uint32Array;
}

/** An instance for this thread; its tables are filled once. */
export function nearKernel(): NearKernel {
  loaded ??= load();
  return loaded;
}

let loaded: NearKernel | undefined;

function load(): NearKernel {
  const bytes = readFileSync(path.join(__dirname, '..', '..', 'assembly', 'minhash.wasm'));
  const imports = { env: { abort: abortInside } };
  const exports = new wasm.Instance(compileForSpeed(bytes, canRevectorize()), imports)
    .exports as unknown as Exports;
  const { buffer } = exports.memory;
  const most = exports.mostHashes();
  exports.prepare();
  fillTables({
    letters: new Uint8Array(buffer, exports.lettersAt(), LISTED),
    keys: new Uint32Array(buffer, exports.keysAt(), LISTED),
  });
  return {
    ...exports,
    text: Buffer.from(buffer, exports.textAt(), exports.pieceLength() * 2),
    shingles: new Uint32Array(buffer, exports.shinglesAt(), exports.pieceLength() + 1),
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
/** Code points that a pattern is asked about at once. */
const AT_ONCE = 0x800;

const runsOf = ({ source }: RegExp) => new RegExp(`(?:${source})+`, 'gu');
const [LETTERS, HANS, WORDS] = [runsOf(LETTER), runsOf(HAN), runsOf(WORD)];

function fillTables({ letters, keys }: Tables): void {
  for (let first = 0; first < LISTED; first += AT_ONCE) {
    const all = String.fromCodePoint(...Array.from({ length: AT_ONCE }, (_, i) => first + i));
    const isCased = all.toLowerCase() !== all || all.includes('ς');
    forEachMatch(all, first, LETTERS, (code) => (letters[code] = 1));
    forEachMatch(all, first, HANS, (code) => (letters[code]! *= 17));
    forEachMatch(all, first, WORDS, (code) => {
      keys[code] = keyOfCharacter(isCased ? fold(String.fromCodePoint(code)).codePointAt(0)! : code);
    });
  }
}

/** The code points of `all`, which are consecutive ones from `first` on, that the pattern matches. */
function forEachMatch(all: string, first: number, runs: RegExp, act: (code: number) => void): void {
  const width = first < 0x10000 ? 1 : 2; // in code units
  for (const { 0: run, index } of all.matchAll(runs)) {
    const start = first + index / width;
    for (let code = start; code < start + run.length / width; code++) act(code);
  }
}
