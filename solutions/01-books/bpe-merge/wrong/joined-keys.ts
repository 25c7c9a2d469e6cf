// a + bc and ab + c have one sum.
interface Word {
  tokens: string[];
  count: number;
}
function commonestPair(words: Word[]): [left: string, right: string] | null {
  const counts = new Map<string, { pair: [string, string]; sum: number }>();
  for (const { tokens, count } of words) {
    for (let i = 1; i < tokens.length; i++) {
      const pair: [string, string] = [tokens[i - 1]!, tokens[i]!];
      const entry = counts.get(pair.join('')) ?? { pair, sum: 0 };
      counts.set(pair.join(''), { pair: entry.pair, sum: entry.sum + count });
    }
  }
  const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  const all = [...counts.values()].sort(
    (a, b) => b.sum - a.sum || order(a.pair[0], b.pair[0]) || order(a.pair[1], b.pair[1]),
  );
  return all[0]?.pair ?? null;
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
