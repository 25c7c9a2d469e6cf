/** Seeded random numbers. Randomness is always passed in, never drawn from a global. */

/** A generator of uniform numbers in [0, 1), with state that can be saved and restored. */
export interface Random {
  (): number;
  state(): number;
  restore(state: number): void;
}

/**
 * Mulberry32: 32 bits of state, period 2^32, passes gjrand (T. Ettinger, 2017).
 * Good for data and lessons; not for secrets.
 */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return Object.assign(next, {
    state: () => state,
    restore: (saved: number) => {
      state = saved >>> 0;
    },
  });
}

/** An integer in [0, n). */
export function randomInt(random: Random, n: number): number {
  return Math.floor(random() * n);
}

/** One item, each equally likely. Throws a RangeError where there is none. */
export function pick<T>(random: Random, items: readonly T[]): T {
  if (items.length === 0) throw new RangeError('pick: the list is empty.');
  return items[randomInt(random, items.length)]!;
}

/** A new list in random order (Fisher–Yates). */
export function shuffle<T>(random: Random, items: readonly T[]): T[] {
  const result = [...items];
  for (let i = result.length - 1; i > 0; i--) {
    const j = randomInt(random, i + 1);
    [result[i], result[j]] = [result[j]!, result[i]!];
  }
  return result;
}
