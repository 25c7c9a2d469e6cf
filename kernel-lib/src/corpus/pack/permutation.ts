/**
 * A seeded shuffle of 0 … count − 1 that needs no memory: a Feistel network over the next power of four, walked on
 * while it lands outside (Black and Rogaway, "Ciphers with Arbitrary Finite Domains", 2002). So a corpus of any size
 * is shuffled without a list, and a source can go on at any place of it. Short lists are shuffled as such, since over
 * a small domain such a network is not uniform.
 */
import { seededRandom, shuffle } from '../../random.js';

const ROUNDS = 6;
const SHORT = 4096;

/** Several numbers into one of 32 bits, well mixed (the finaliser of MurmurHash3, Appleby 2011). */
export function mix(...numbers: readonly number[]): number {
  let hash = 0x9e3779b9;
  for (const number of numbers) {
    hash = Math.imul(hash ^ (number >>> 0), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    hash ^= hash >>> 16;
  }
  return hash >>> 0;
}

/** @returns what stands at place i, for 0 ≤ i < count ≤ 2^32. */
export function permutation(count: number, seed: number): (i: number) => number {
  if (count <= SHORT) {
    const places = shuffle(
      seededRandom(seed),
      Array.from({ length: count }, (_, i) => i),
    );
    return (i) => places[i]!;
  }
  let bits = 1;
  while (4 ** bits < count) bits++;
  const half = 2 ** bits;
  const keys = Array.from({ length: ROUNDS }, (_, round) => mix(seed, round));
  const once = (value: number) => {
    let left = Math.floor(value / half);
    let right = value % half;
    for (const key of keys) [left, right] = [right, (left ^ mix(key, right)) & (half - 1)];
    return left * half + right;
  };
  return (i) => {
    let value = once(i);
    while (value >= count) value = once(value);
    return value;
  };
}
