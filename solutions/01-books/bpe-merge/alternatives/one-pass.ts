interface Word {
  tokens: string[];
  count: number;
}
function commonestPair(words: readonly Word[]): [string, string] | null {
  const sums = new Map<string, Map<string, number>>();
  for (const word of words) {
    word.tokens.forEach((left, i) => {
      const next = word.tokens[i + 1];
      if (next === undefined) return;
      const row = sums.get(left) ?? new Map<string, number>();
      sums.set(left, row.set(next, (row.get(next) ?? 0) + word.count));
    });
  }
  let best: [string, string] | null = null;
  let most = 0;
  for (const left of [...sums.keys()].sort()) {
    for (const right of [...sums.get(left)!.keys()].sort()) {
      const sum = sums.get(left)!.get(right)!;
      if (sum <= most) continue;
      best = [left, right];
      most = sum;
    }
  }
  return best;
}
function mergePair(words: readonly Word[], pair: readonly [string, string]): Word[] {
  return words.map((word) => {
    const tokens = word.tokens.slice();
    for (let i = 0; i < tokens.length - 1; i++) {
      if (tokens[i] === pair[0] && tokens[i + 1] === pair[1]) tokens.splice(i, 2, pair.join(''));
    }
    return { ...word, tokens };
  });
}
