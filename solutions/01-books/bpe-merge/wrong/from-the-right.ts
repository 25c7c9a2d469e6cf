// Merges from the right.
interface Word {
  tokens: string[];
  count: number;
}
function commonestPair(words: Word[]): [left: string, right: string] | null {
  const counts: Record<string, number> = {};
  for (const { tokens, count } of words) {
    tokens.slice(1).forEach((right, i) => {
      counts[`${tokens[i]} ${right}`] = (counts[`${tokens[i]} ${right}`] ?? 0) + count;
    });
  }
  const keys = Object.keys(counts).sort((a, b) => counts[b]! - counts[a]! || (a < b ? -1 : 1));
  return keys.length > 0 ? (keys[0]!.split(' ') as [string, string]) : null;
}
function mergePair(words: Word[], [left, right]: [left: string, right: string]): Word[] {
  return words.map(({ tokens, count }) => {
    const merged: string[] = [];
    for (let i = tokens.length - 1; i >= 0; i--) {
      const isPair = tokens[i] === right && tokens[i - 1] === left;
      merged.unshift(isPair ? left + right : tokens[i]!);
      if (isPair) i -= 1;
    }
    return { tokens: merged, count };
  });
}
