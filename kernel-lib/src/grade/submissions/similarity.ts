/** How much of a stub stands in a cell: for answers whose cell lost its task's name and its id. */

/**
 * From this share on, a cell counts as the answer to the stub. A signature that kept its names and half of its types
 * is above it; two functions that have only `(x: number[]): number {` in common are below.
 */
export const SIMILAR_ENOUGH = 0.5;

/** The share of the stub's triples of tokens (comments, blanks and its `throw` apart) that the cell has too: 0 to 1. */
export function similarity(cell: string, stub: string): number {
  const wanted = new Set(triples(tokens(stub.replace(/^.*throw new Error\('Not written yet.*$/gm, ''))));
  if (wanted.size === 0) return 0;
  const there = new Set(triples(tokens(cell)));
  let common = 0;
  for (const triple of wanted) if (there.has(triple)) common++;
  return common / wanted.size;
}

// A comment that never ends takes all the rest: looking for its end anew at each /* would take forever.
const TOKEN = /\/\/[^\n]*|\/\*(?:[^]*?\*\/|[^]*)|[\p{L}_$][\p{L}\p{N}_$]*|\d+|[^\s]/gu;

const tokens = (code: string) =>
  [...code.matchAll(TOKEN)].map(([token]) => token).filter((token) => !/^\/[/*]/.test(token));

const triples = (words: string[]) => words.slice(2).map((word, i) => `${words[i]} ${words[i + 1]} ${word}`);
