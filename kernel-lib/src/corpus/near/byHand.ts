/**
 * MinHash in plain words, as the notebook shows it (A. Broder, "On the resemblance and containment of documents", 1997):
 * two sets have the same smallest element under a random order with a probability that is their Jaccard similarity. The
 * orders are those of `a·x + b` modulo 2^32 over shingles hashed to 32 bits. The compiled module gives the same numbers.
 */
import { seededRandom } from '../../random.js';
import { shingles, unitsAreCharacters } from './units.js';

/** The smallest value of an empty set. */
export const EMPTY = 0xffffffff;

/** Finalizer of MurmurHash3 (A. Appleby, public domain): each bit of the input changes each bit of the result. */
export function mix(hash: number): number {
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** What stands for a character in sums: never 0. */
export const keyOfCharacter = (code: number) => code + 1;

/** The base of the sum over a word's characters: odd, so that it has an inverse modulo 2^32. */
const PLACE = 0x9e3779b1;

/**
 * The hash of one unit. A single character is hashed by its code point; a word by the sum of key · PLACE^place over its
 * characters, counted from 0.
 */
function hashOfUnit(unit: string, isCharacter: boolean): number {
  const keys = Array.from(unit, (character) => keyOfCharacter(character.codePointAt(0)!));
  if (isCharacter) return keys[0]!;
  return mix(keys.reduceRight((sum, key) => (Math.imul(sum, PLACE) + key) | 0, 0));
}

/** Horner's rule over the hashes of the units. */
export function hashOfUnits(units: readonly string[], areCharacters: boolean): number {
  const hashes = units.map((unit) => hashOfUnit(unit, areCharacters));
  return mix(hashes.reduce((hash, unit) => (Math.imul(hash, 0x2c1b3c6d) + unit) | 0, 0));
}

/** The orders: `hashes` pairs of an odd factor and a summand, drawn from `seed`. */
export function ordersOf(hashes: number, seed: number): { factors: Uint32Array; summands: Uint32Array } {
  const random = seededRandom(seed);
  const draw = () => Math.floor(random() * 2 ** 32);
  const factors = Uint32Array.from({ length: hashes }, () => draw() | 1);
  return { factors, summands: Uint32Array.from({ length: hashes }, draw) };
}

/** For each order, the smallest place of any of the set's hashed shingles. */
export function minHashByHand(hashed: Iterable<number>, hashes: number, seed: number): Uint32Array {
  const { factors, summands } = ordersOf(hashes, seed);
  const signature = new Uint32Array(hashes).fill(EMPTY);
  for (const x of hashed) {
    for (let i = 0; i < hashes; i++) {
      const place = (Math.imul(x, factors[i]!) + summands[i]!) >>> 0;
      if (place < signature[i]!) signature[i] = place;
    }
  }
  return signature;
}

/** The whole way from a text to its signature, slowly. */
export function signatureByHand(text: string, language: string, hashes: number, seed: number): Uint32Array {
  const characters = unitsAreCharacters(text, language);
  const hashed = [...shingles(text, language)].map((shingle) => hashOfUnits(shingle.split(' '), characters));
  return minHashByHand(hashed, hashes, seed);
}

/** The share of equal places: an unbiased estimate of the Jaccard similarity, standard error √(s(1−s)/hashes). */
export function similarity(a: Uint32Array, b: Uint32Array): number {
  let equal = 0;
  for (let i = 0; i < a.length; i++) if (a[i] === b[i]) equal++;
  return equal / a.length;
}
