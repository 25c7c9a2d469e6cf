/**
 * MinHash signatures, a module of its own with a memory of its own (kernel-lib/src/corpus/near/kernel.ts loads it).
 * A text comes in pieces, and each piece goes through three passes: code units → hashes of units (words or
 * characters) → hashes of 5-grams, four at once → minima of `a·x + b`, sixteen at once. All numbers are modulo 2^32.
 * near/byHand.ts says the same in plain TypeScript; a test holds both together.
 */

const SHINGLE = 5;
/** Code points from here on (private use, tags) have no entry: they are characters, never letters. */
const LISTED: u32 = 0x40000;
const MOST_UNITS = 16384;
const MOST_HASHES = 4096;

const WORD: u32 = 1;
const LETTER: u32 = 2;
const HAN: u32 = 4;
const CHARACTER: u32 = 8;

/** What a code point is: the bits above. */
const kinds = memory.data(0x40000);
/** The hash of a code point, lower-cased. */
const keys = memory.data(0x40000 * 4, 16);
const text = memory.data(MOST_UNITS * 2, 16);
/** Four units that came before this piece, this piece's, one that the end adds, and three that SIMD reads beyond. */
const units = memory.data((MOST_UNITS + 16) * 4, 16);
const shingles = memory.data((MOST_UNITS + 16) * 4, 16);
const factors = memory.data(MOST_HASHES * 4, 16);
const summands = memory.data(MOST_HASHES * 4, 16);
const minima = memory.data(MOST_HASHES * 4, 16);

export function kindsAt(): usize {
  return kinds;
}
export function keysAt(): usize {
  return keys;
}
export function textAt(): usize {
  return text;
}
export function shinglesAt(): usize {
  return shingles;
}
export function factorsAt(): usize {
  return factors;
}
export function summandsAt(): usize {
  return summands;
}
export function minimaAt(): usize {
  return minima;
}
export function mostUnits(): i32 {
  return MOST_UNITS;
}
export function mostHashes(): i32 {
  return MOST_HASHES;
}

/** Units that wait at the start of `units`. */
let waiting: i32 = 0;
/** All units of this text so far. */
let total: f64 = 0;
let open = false;
let wordHash: u32 = 0;

export function begin(hashes: i32): void {
  waiting = 0;
  total = 0;
  open = false;
  memory.fill(minima, 0xff, <usize>hashes << 2);
}

/** The code point at `at`; where a pair of surrogates stands there, its second half lies 2 bytes further. */
@inline
function codeAt(at: usize, end: usize): u32 {
  const code = <u32>load<u16>(at);
  if ((code & 0xfc00) != 0xd800 || at + 2 >= end) return code;
  const next = <u32>load<u16>(at + 2);
  if ((next & 0xfc00) != 0xdc00) return code;
  return 0x10000 + ((code & 0x3ff) << 10) + (next & 0x3ff);
}

@inline
function kindOf(code: u32): u32 {
  return code < LISTED ? <u32>load<u8>(kinds + code) : CHARACTER;
}

/** Finalizer of MurmurHash3 (A. Appleby, public domain): each bit of the input changes each bit of the result. */
@inline
function mix(hash: u32): u32 {
  hash = (hash ^ (hash >> 16)) * 0x85ebca6b;
  hash = (hash ^ (hash >> 13)) * 0xc2b2ae35;
  return hash ^ (hash >> 16);
}

@inline
function keyOf(code: u32): u32 {
  return code < LISTED ? load<u32>(keys + (<usize>code << 2)) : mix(code);
}

/** Letters, and Han letters among them, in `length` code units: the first in the high half of the result. */
export function survey(length: i32): u64 {
  let letters: u64 = 0;
  let han: u64 = 0;
  const end = text + (<usize>length << 1);
  for (let at = text; at < end; at += 2) {
    const code = codeAt(at, end);
    if (code > 0xffff) at += 2;
    const kind = kindOf(code);
    letters += <u64>((kind & LETTER) >> 1);
    han += <u64>((kind & HAN) >> 2);
  }
  return (letters << 32) | han;
}

/** One piece of a text whose units are words. Returns how many shingles it gave. */
export function words(length: i32, hashes: i32): i32 {
  const end = text + (<usize>length << 1);
  let unit = units + (<usize>waiting << 2);
  let hash = wordHash;
  let inWord = open;
  for (let at = text; at < end; at += 2) {
    const code = codeAt(at, end);
    if (code > 0xffff) at += 2;
    if (kindOf(code) & WORD) {
      hash = rotl<u32>((inWord ? hash : 0) ^ keyOf(code), 13) * 5 + 0xe6546b64;
      inWord = true;
    } else if (inWord) {
      store<u32>(unit, mix(hash));
      unit += 4;
      inWord = false;
    }
  }
  wordHash = hash;
  open = inWord;
  return gather(unit, hashes);
}

/** One piece of a text whose units are characters. */
export function characters(length: i32, hashes: i32): i32 {
  const end = text + (<usize>length << 1);
  let unit = units + (<usize>waiting << 2);
  for (let at = text; at < end; at += 2) {
    const code = codeAt(at, end);
    if (code > 0xffff) at += 2;
    if (kindOf(code) & CHARACTER) {
      store<u32>(unit, keyOf(code));
      unit += 4;
    }
  }
  return gather(unit, hashes);
}

/** The end of the text: its last word, and the one shingle of a text that is shorter than a shingle. */
export function finish(hashes: i32): i32 {
  let unit = units + (<usize>waiting << 2);
  let count = 0;
  if (open) {
    store<u32>(unit, mix(wordHash));
    open = false;
    count = gather(unit + 4, hashes);
  }
  if (total == 0 || total >= SHINGLE) return count;
  let hash: u32 = 0;
  for (let i = 0; i < <i32>total; i++) hash = hash * 0x2c1b3c6d + load<u32>(units + (i << 2));
  store<u32>(shingles, mix(hash));
  minimize(1, hashes);
  return 1;
}

/** How many units the text had. */
export function count(): f64 {
  return total;
}

/** The units up to `end` become shingles, and the last four wait for those that follow. */
function gather(end: usize, hashes: i32): i32 {
  const have = <i32>((end - units) >> 2);
  total += <f64>(have - waiting);
  const whole = have - SHINGLE + 1;
  if (whole > 0) {
    hashShingles(whole);
    minimize(whole, hashes);
  }
  waiting = min(have, SHINGLE - 1);
  memory.copy(units, end - (<usize>waiting << 2), <usize>waiting << 2);
  return max(whole, 0);
}

/** Horner's rule over five units, four shingles at once; what SIMD writes beyond `many` is not read. */
function hashShingles(many: i32): void {
  const factor = i32x4.splat(0x2c1b3c6d);
  for (let i: usize = 0; i < <usize>many << 2; i += 16) {
    const at = units + i;
    let hash = v128.load(at);
    hash = i32x4.add(i32x4.mul(hash, factor), v128.load(at, 4));
    hash = i32x4.add(i32x4.mul(hash, factor), v128.load(at, 8));
    hash = i32x4.add(i32x4.mul(hash, factor), v128.load(at, 12));
    hash = i32x4.add(i32x4.mul(hash, factor), v128.load(at, 16));
    hash = i32x4.mul(v128.xor(hash, i32x4.shr_u(hash, 16)), i32x4.splat(0x85ebca6b));
    hash = i32x4.mul(v128.xor(hash, i32x4.shr_u(hash, 13)), i32x4.splat(0xc2b2ae35));
    v128.store(shingles + i, v128.xor(hash, i32x4.shr_u(hash, 16)));
  }
}

/** Sixteen hash functions over all shingles, then the next sixteen: factors, summands and minima stay in registers. */
export function minimize(many: i32, hashes: i32): void {
  const end = shingles + (<usize>many << 2);
  for (let group: usize = 0; group < <usize>hashes << 2; group += 64) {
    const a0 = v128.load(factors + group);
    const a1 = v128.load(factors + group, 16);
    const a2 = v128.load(factors + group, 32);
    const a3 = v128.load(factors + group, 48);
    const b0 = v128.load(summands + group);
    const b1 = v128.load(summands + group, 16);
    const b2 = v128.load(summands + group, 32);
    const b3 = v128.load(summands + group, 48);
    let m0 = v128.load(minima + group);
    let m1 = v128.load(minima + group, 16);
    let m2 = v128.load(minima + group, 32);
    let m3 = v128.load(minima + group, 48);
    for (let at = shingles; at < end; at += 4) {
      const x = v128.load32_splat(at);
      m0 = i32x4.min_u(m0, i32x4.add(i32x4.mul(x, a0), b0));
      m1 = i32x4.min_u(m1, i32x4.add(i32x4.mul(x, a1), b1));
      m2 = i32x4.min_u(m2, i32x4.add(i32x4.mul(x, a2), b2));
      m3 = i32x4.min_u(m3, i32x4.add(i32x4.mul(x, a3), b3));
    }
    v128.store(minima + group, m0);
    v128.store(minima + group, m1, 16);
    v128.store(minima + group, m2, 32);
    v128.store(minima + group, m3, 48);
  }
}
