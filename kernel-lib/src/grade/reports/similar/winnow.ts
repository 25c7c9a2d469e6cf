/**
 * Fingerprints by winnowing (Schleimer, Wilkerson and Aiken, "Winnowing: local algorithms for document fingerprinting",
 * SIGMOD 2003): the smallest hash of each window of `WINDOW` hashes of `GRAM` tokens. Any run of GRAM + WINDOW − 1
 * tokens that two texts share gives both a fingerprint in common; runs shorter than GRAM never do.
 */
export const GRAM = 6;
export const WINDOW = 4;

/** The hash of each run of GRAM tokens, in order. */
export function gramHashes(tokens: readonly string[]): number[] {
  const grams = tokens.slice(GRAM - 1).map((_, start) => tokens.slice(start, start + GRAM));
  return grams.map((gram) => hashOf(gram.join('\n')));
}

/** The fingerprints of a text; of one shorter than a window, the smallest hash alone. */
export function winnow(hashes: readonly number[]): Set<number> {
  const chosen = new Set<number>();
  for (let start = 0; start < Math.max(1, hashes.length - WINDOW + 1); start++) {
    const window = hashes.slice(start, start + WINDOW);
    if (window.length > 0) chosen.add(window.reduce((least, hash) => (hash <= least ? hash : least)));
  }
  return chosen;
}

/** 2·|A ∩ B| / (|A| + |B|), from 0 to 1 (Dice's coefficient); 0 where one has nothing. */
export function likeness(a: ReadonlySet<number>, b: ReadonlySet<number>): number {
  if (a.size === 0 || b.size === 0) return 0;
  const [small, large] = a.size <= b.size ? [a, b] : [b, a];
  let common = 0;
  for (const hash of small) if (large.has(hash)) common += 1;
  return (2 * common) / (a.size + b.size);
}

/** What the sizes alone allow: a short and a long text cannot be alike. */
export const mostLikeness = (a: ReadonlySet<number>, b: ReadonlySet<number>) =>
  (2 * Math.min(a.size, b.size)) / Math.max(1, a.size + b.size);

/** FNV-1a over UTF-16 units, then mixed: 32 bits, so that two grams among a million share one by chance rarely. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}
