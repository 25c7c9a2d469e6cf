/** A seed of its own for each thing that is drawn, so that nothing depends on what was drawn before. */
import { seededRandom, type Random } from '../random.js';

/** One round of MurmurHash3's 32-bit mixer (A. Appleby, 2011, public domain). */
function mix(state: number, value: number): number {
  let k = Math.imul(value, 0xcc9e2d51);
  k = Math.imul((k << 15) | (k >>> 17), 0x1b873593);
  const h = state ^ k;
  return (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
}

/** A 32-bit seed from numbers and words; the order counts. */
export function seedOf(...parts: readonly (number | string)[]): number {
  let h = 0;
  for (const part of parts) {
    if (typeof part === 'number') h = mix(mix(h, part | 0), Math.floor(part / 0x100000000));
    else for (let index = 0; index < part.length; index++) h = mix(h, part.charCodeAt(index));
    h = mix(h, 0x9e3779b9);
  }
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** The generator for one thing: `randomFor(seed, 'document', 17)`. */
export function randomFor(...parts: readonly (number | string)[]): Random {
  return seededRandom(seedOf(...parts));
}
