type Word = { tokens: string[]; count: number };
const commonestPair = (words: Word[]): [string, string] | null => {
  const sums: Record<string, number> = {};
  for (const { tokens, count } of words)
    for (let i = 0; i < tokens.length - 1; i++) {
      const key = JSON.stringify(tokens.slice(i, i + 2));
      sums[key] = count + (sums[key] ?? 0);
    }
  const pairs = Object.entries(sums).map(([key, sum]) => ({
    pair: JSON.parse(key) as [string, string],
    sum,
  }));
  if (pairs.length === 0) return null;
  return pairs.reduce((a, b) => {
    if (a.sum !== b.sum) return a.sum > b.sum ? a : b;
    if (a.pair[0] !== b.pair[0]) return a.pair[0] < b.pair[0] ? a : b;
    return a.pair[1] < b.pair[1] ? a : b;
  }).pair;
};
const mergePair = (words: Word[], [left, right]: [string, string]): Word[] =>
  words.map(({ tokens, count }) => {
    const merged: string[] = [];
    let waits = false;
    for (const token of tokens) {
      if (waits && token === right) {
        merged[merged.length - 1] += right;
        waits = false;
      } else {
        merged.push(token);
        waits = token === left;
      }
    }
    return { tokens: merged, count };
  });
