/** Randomness of the web: each page has generators of its own, so that one change does not move all that follows. */
import { seededRandom, randomInt, type Random } from '../../random.js';

/** A seed from a seed and a name (FNV-1a, then the finaliser of MurmurHash3, both public domain). */
export function seedFor(seed: number, name: string): number {
  let hash = (0x811c9dc5 ^ seed) >>> 0;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

export const chanceFor = (seed: number, name: string): Random => seededRandom(seedFor(seed, name));

/** A whole number from `low` to `high`, both included. */
export const between = (random: Random, low: number, high: number): number =>
  low + randomInt(random, high - low + 1);

/** `count` random decimal digits. */
export function digits(random: Random, count: number): string {
  let text = '';
  for (let i = 0; i < count; i++) text += randomInt(random, 10);
  return text;
}

/** `count` different items in their order, or all where there are fewer. */
export function some<T>(random: Random, items: readonly T[], count: number): T[] {
  const chosen: T[] = [];
  let needed = Math.min(count, items.length);
  items.forEach((item, i) => {
    if (random() * (items.length - i) < needed) {
      chosen.push(item);
      needed--;
    }
  });
  return chosen;
}

/** Whether something of this probability happens. */
export const happens = (random: Random, probability: number): boolean => random() < probability;
