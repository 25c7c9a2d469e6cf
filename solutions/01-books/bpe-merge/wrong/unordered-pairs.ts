// a b and b a are the same to it.
interface Word {
  tokens: string[];
  /** How often the word stands in the text, at least once. */
  count: number;
}
function commonestPair(words: Word[]): [left: string, right: string] | null {
  const pairCounts = new Map<string, number>();
  for (const { tokens, count } of words) {
    for (let i = 1; i < tokens.length; i++) {
      const pair = [tokens[i - 1], tokens[i]].sort().join(' ');
      pairCounts.set(pair, (pairCounts.get(pair) ?? 0) + count);
    }
  }
  // A space comes before all other characters, so this order is by the left token, then by the right one.
  const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  const [best] = [...pairCounts].sort(([a, m], [b, n]) => n - m || order(a, b));
  return best === undefined ? null : (best[0].split(' ') as [string, string]);
}
function mergePair(words: Word[], [left, right]: [left: string, right: string]): Word[] {
  return words.map(({ tokens, count }) => {
    const merged: string[] = [];
    for (let i = 0; i < tokens.length; i++) {
      const isPair = tokens[i] === left && tokens[i + 1] === right;
      merged.push(isPair ? left + right : tokens[i]!);
      if (isPair) i += 1;
    }
    return { tokens: merged, count };
  });
}
