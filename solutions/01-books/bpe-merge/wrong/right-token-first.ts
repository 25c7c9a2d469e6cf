// The right token decides first.
interface Word {
  tokens: string[];
  /** How often the word stands in the text, at least once. */
  count: number;
}
function commonestPair(words: Word[]): [left: string, right: string] | null {
  const counts = new Map<string, number>();
  for (const { tokens, count } of words) {
    for (let i = 1; i < tokens.length; i++) {
      const pair = `${tokens[i - 1]} ${tokens[i]}`;
      counts.set(pair, (counts.get(pair) ?? 0) + count);
    }
  }
  const most = Math.max(...counts.values());
  const pairs = [...counts.keys()].filter((pair) => counts.get(pair) === most);
  const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  const sorted = pairs
    .map((pair) => pair.split(' '))
    .sort(([a, b], [c, d]) => order(b!, d!) || order(a!, c!));
  return sorted.length === 0 ? null : (sorted[0] as [string, string]);
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
