/**
 * MinHash signatures, a module of its own with a memory of its own (kernel-lib/src/corpus/near/kernel.ts loads it).
 * A text comes in pieces, and each piece goes through three passes: code units → hashes of units (words or
 * characters) → hashes of 5-grams, four at once → minima of `a·x + b`, sixteen at once. All numbers are modulo 2^32.
 * near/byHand.ts says the same in plain TypeScript; a test holds both together.
 */

const SHINGLE = 5;
/** Code points from here on (private use, tags) have no entry: none of them is a letter or a digit. */
const LISTED: u32 = 0x40000;
/** Code units in a piece. The tables of powers are as long: all that a piece needs stays in the nearest caches. */
const PIECE = 4096;
const MOST_HASHES = 4096;

/** An odd number, and its inverse: their product is 1. */
const PLACE: u32 = 0x9e3779b1;
const PLACE_BACK: u32 = 0xe8b2f51;

/** Of each code point: 1 for a letter, 17 for a letter that is Han. */
const letters = memory.data(0x40000);
/** Of each code point: its lower case plus 1 for letters and digits, and 0 for all else. */
const keys = memory.data(0x40000 * 4, 16);
const text = memory.data(PIECE * 2, 16);
/** The keys of a piece, one for each code point; before them, whether the last piece ended within a word. */
const found = memory.data((PIECE + 16) * 4, 16);
const FOUND = 16;
/** PLACE to the power of each place in a piece, and to the negative power. */
const powers = memory.data((PIECE + 16) * 4, 16);
const powersBack = memory.data((PIECE + 16) * 4, 16);
/** For each of the 16 choices among four lanes, the bytes that move them to the front. */
const packing = memory.data(256, 16);
/** At the start of each word of a piece: the sum so far, and the power that brings the word's place back to 0. */
const sums = memory.data((PIECE + 16) * 4, 16);
const scales = memory.data((PIECE + 16) * 4, 16);
/** Four units that came before this piece, this piece's, one that the end adds, and three that SIMD reads beyond. */
const units = memory.data((PIECE + 16) * 4, 16);
const shingles = memory.data((PIECE + 16) * 4, 16);
const factors = memory.data(MOST_HASHES * 4, 16);
const summands = memory.data(MOST_HASHES * 4, 16);
const minima = memory.data(MOST_HASHES * 4, 16);

export function lettersAt(): usize {
  return letters;
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
export function pieceLength(): i32 {
  return PIECE;
}
export function mostHashes(): i32 {
  return MOST_HASHES;
}

/** Fills the tables of powers and of packing; once. */
export function prepare(): void {
  let power: u32 = 1;
  let back: u32 = 1;
  for (let i: usize = 0; i < <usize>(PIECE + 16) << 2; i += 4) {
    store<u32>(powers + i, power);
    store<u32>(powersBack + i, back);
    power *= PLACE;
    back *= PLACE_BACK;
  }
  for (let choice: usize = 0; choice < 16; choice++) {
    let to = packing + (choice << 4);
    for (let byte: usize = 0; byte < 16; byte++) {
      if (((choice >> (byte >> 2)) & 1) != 0) store<u8>(to++, <u8>byte);
    }
  }
}

/** Units that wait at the start of `units`. */
let waiting: i32 = 0;
/** All units of this text so far. */
let total: f64 = 0;
/** Whether the last piece ended within a word; then that word's sum so far, and the power of its next place. */
let open = false;
let openSum: u32 = 0;
let openPower: u32 = 1;

export function begin(hashes: i32): void {
  waiting = 0;
  total = 0;
  open = false;
  for (let i: usize = 0; i < <usize>hashes << 2; i += 16) v128.store(minima + i, i32x4.splat(-1));
}

/** Finalizer of MurmurHash3 (A. Appleby, public domain): each bit of the input changes each bit of the result. */
@inline
function mix(hash: u32): u32 {
  hash = (hash ^ (hash >> 16)) * 0x85ebca6b;
  hash = (hash ^ (hash >> 13)) * 0xc2b2ae35;
  return hash ^ (hash >> 16);
}

@inline
function mix4(hash: v128): v128 {
  hash = i32x4.mul(v128.xor(hash, i32x4.shr_u(hash, 16)), i32x4.splat(0x85ebca6b));
  hash = i32x4.mul(v128.xor(hash, i32x4.shr_u(hash, 13)), i32x4.splat(0xc2b2ae35));
  return v128.xor(hash, i32x4.shr_u(hash, 16));
}

/** The code point at `at`; where a pair of surrogates stands there, its second half lies 2 bytes further. */
function codeAt(at: usize, end: usize): u32 {
  const code = <u32>load<u16>(at);
  if ((code & 0xfc00) != 0xd800) return code;
  if (at + 2 >= end) return code;
  const next = <u32>load<u16>(at + 2);
  if ((next & 0xfc00) != 0xdc00) return code;
  return 0x10000 + ((code & 0x3ff) << 10) + (next & 0x3ff);
}

/** Whether all of eight code units are ASCII. */
@inline
function areAscii(units: v128): bool {
  return !v128.any_true(v128.and(units, i16x8.splat(<i16>0xff80)));
}

/** The keys of eight ASCII characters, as the table has them. */
@inline
function writeAsciiKeys(units: v128, to: usize): void {
  const lower = v128.or(units, i16x8.splat(0x20));
  const isLetter = v128.and(i16x8.gt_s(lower, i16x8.splat(0x60)), i16x8.lt_s(lower, i16x8.splat(0x7b)));
  const isDigit = v128.and(i16x8.gt_s(units, i16x8.splat(0x2f)), i16x8.lt_s(units, i16x8.splat(0x3a)));
  // A digit has the bit of lower case already.
  const result = v128.and(i16x8.add(lower, i16x8.splat(1)), v128.or(isLetter, isDigit));
  v128.store(to, i32x4.extend_low_i16x8_u(result));
  v128.store(to, i32x4.extend_high_i16x8_u(result), 16);
}

/** Whether one of eight code units is half of a pair. */
@inline
function hasSurrogate(at: usize): bool {
  const high = v128.and(v128.load(at), i16x8.splat(<i16>0xf800));
  return v128.any_true(i16x8.eq(high, i16x8.splat(<i16>0xd800)));
}

/** The letters among the first `length` code units, and 65,536 times the Han letters among them. */
export function survey(length: i32): i32 {
  let both: u32 = 0;
  const end = text + (<usize>length << 1);
  let at = text;
  while (at < end) {
    let part: u32 = 0;
    if (at + 16 <= end && !hasSurrogate(at)) {
      const first = load<u64>(at);
      const second = load<u64>(at, 8);
      part += <u32>load<u8>(letters + <usize>(first & 0xffff));
      part += <u32>load<u8>(letters + <usize>((first >> 16) & 0xffff));
      part += <u32>load<u8>(letters + <usize>((first >> 32) & 0xffff));
      part += <u32>load<u8>(letters + <usize>(first >> 48));
      part += <u32>load<u8>(letters + <usize>(second & 0xffff));
      part += <u32>load<u8>(letters + <usize>((second >> 16) & 0xffff));
      part += <u32>load<u8>(letters + <usize>((second >> 32) & 0xffff));
      part += <u32>load<u8>(letters + <usize>(second >> 48));
      at += 16;
    } else {
      const code = codeAt(at, end);
      at += code > 0xffff ? 4 : 2;
      if (code < LISTED) part = load<u8>(letters + <usize>code);
    }
    // At most eight of each: both fit into half a byte.
    both += (part & 15) | ((part >> 4) << 16);
  }
  return both;
}

/** Writes the key of each code point to `found`. Returns how many there are. */
function findKeys(length: i32): i32 {
  const end = text + (<usize>length << 1);
  let to = found + FOUND;
  let at = text;
  while (at < end) {
    const isWhole = at + 16 <= end;
    if (isWhole && areAscii(v128.load(at))) {
      writeAsciiKeys(v128.load(at), to);
      at += 16;
      to += 32;
    } else if (isWhole && !hasSurrogate(at)) {
      const first = load<u64>(at);
      const second = load<u64>(at, 8);
      store<u32>(to, load<u32>(keys + <usize>((first & 0xffff) << 2)));
      store<u32>(to, load<u32>(keys + <usize>((first >> 14) & 0x3fffc)), 4);
      store<u32>(to, load<u32>(keys + <usize>((first >> 30) & 0x3fffc)), 8);
      store<u32>(to, load<u32>(keys + <usize>((first >> 46) & 0x3fffc)), 12);
      store<u32>(to, load<u32>(keys + <usize>((second & 0xffff) << 2)), 16);
      store<u32>(to, load<u32>(keys + <usize>((second >> 14) & 0x3fffc)), 20);
      store<u32>(to, load<u32>(keys + <usize>((second >> 30) & 0x3fffc)), 24);
      store<u32>(to, load<u32>(keys + <usize>((second >> 46) & 0x3fffc)), 28);
      at += 16;
      to += 32;
    } else {
      const code = codeAt(at, end);
      at += code > 0xffff ? 4 : 2;
      store<u32>(to, code < LISTED ? load<u32>(keys + <usize>(code << 2)) : 0);
      to += 4;
    }
  }
  // What four lanes read beyond the end.
  v128.store(to, i32x4.splat(0));
  return <i32>((to - found - FOUND) >> 2);
}

/** Moves the chosen lanes to the front. */
@inline
function pack(lanes: v128, choice: i32): v128 {
  return v128.swizzle(lanes, v128.load(packing + (<usize>choice << 4)));
}

/**
 * One piece of a text whose units are words. Returns how many shingles it gave.
 * The sum of key · PLACE^place grows over the whole piece, and characters between words add nothing: a word's hash is
 * the difference of two sums, brought back to place 0. So nothing is decided for a character but how far the arrays of
 * words have grown: ends of words, which no processor foresees, cost no more than other characters.
 */
export function words(length: i32, hashes: i32): i32 {
  const many = <usize>findKeys(length) << 2;
  let word: usize = 0;
  if (open) {
    // The piece goes on with a word: it starts here, at the first place.
    store<u32>(sums, 0);
    store<u32>(scales, 1);
    word = 4;
  }
  store<u32>(found, <u32>open, FOUND - 4);
  const none = i32x4.splat(0);
  const secondPair = i64x2(0, -1);
  let sum = none;
  for (let i: usize = 0; i < many; i += 16) {
    const here = v128.load(found + i, FOUND);
    const before = v128.load(found + i, FOUND - 4);
    const terms = i32x4.mul(here, v128.load(powers + i));
    // Sums of one, two, three and four terms: first within pairs, then the first pair's sum is added to the second pair.
    const two = i32x4.add(terms, i64x2.shl(terms, 32));
    const four = i32x4.add(two, v128.and(v128.shuffle<i32>(two, two, 1, 1, 1, 1), secondPair));
    const starts = i32x4.bitmask(v128.andnot(i32x4.eq(before, none), i32x4.eq(here, none)));
    v128.store(sums + word, pack(i32x4.add(sum, i32x4.sub(four, terms)), starts));
    v128.store(scales + word, pack(v128.load(powersBack + i), starts));
    word += <usize>(popcnt<i32>(starts) << 2);
    sum = i32x4.add(sum, v128.shuffle<i32>(four, four, 3, 3, 3, 3));
  }
  store<u32>(sums + word, i32x4.extract_lane(sum, 0));
  const within = load<u32>(found + many, FOUND - 4) != 0;
  return gather(hashWords(<i32>(word >> 2), within, many), hashes);
}

/**
 * The hashes of the words that ended in this piece, after the units that wait. The first may have begun before it, and
 * the last may go on after it. `place`: four times the characters of the piece. Returns the end of the units.
 */
function hashWords(many: i32, goesOn: bool, place: usize): usize {
  const ended = goesOn ? many - 1 : many;
  const first = units + (<usize>waiting << 2);
  const wasOpen = open;
  const before = openSum;
  const power = openPower;
  open = goesOn;
  if (goesOn) {
    const last = <usize>ended << 2;
    const scale = load<u32>(scales + last);
    openSum = (load<u32>(sums + last + 4) - load<u32>(sums + last)) * scale;
    openPower = load<u32>(powers + place) * scale;
    if (wasOpen && ended == 0) {
      openSum = before + power * openSum;
      openPower *= power;
    }
  }
  for (let i: usize = 0; i < <usize>ended << 2; i += 16) {
    const difference = i32x4.sub(v128.load(sums + i, 4), v128.load(sums + i));
    v128.store(first + i, mix4(i32x4.mul(difference, v128.load(scales + i))));
  }
  if (wasOpen && ended > 0) {
    // What came before this piece, and what came in it.
    store<u32>(first, mix(before + power * (load<u32>(sums, 4) - load<u32>(sums))));
  }
  return first + (<usize>ended << 2);
}

/** One piece of a text whose units are characters. */
export function characters(length: i32, hashes: i32): i32 {
  const many = <usize>findKeys(length) << 2;
  let unit = units + (<usize>waiting << 2);
  const none = i32x4.splat(0);
  for (let i: usize = 0; i < many; i += 16) {
    const here = v128.load(found + i, FOUND);
    const choice = i32x4.bitmask(i32x4.ne(here, none));
    v128.store(unit, pack(here, choice));
    unit += <usize>(popcnt<i32>(choice) << 2);
  }
  return gather(unit, hashes);
}

/** The end of the text: its last word, and the one shingle of a text that is shorter than a shingle. */
export function finish(hashes: i32): i32 {
  let count = 0;
  if (open) {
    const unit = units + (<usize>waiting << 2);
    store<u32>(unit, mix(openSum));
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
  v128.store(units, v128.load(end - (<usize>waiting << 2))); // four at most, and what lies beyond is not read
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
    v128.store(shingles + i, mix4(hash));
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
