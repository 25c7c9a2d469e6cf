// Takes the merge that makes the longest token.
function encodeWord(word: string, merges: [left: string, right: string][]): string[] {
  const rankOf = new Map(merges.map(([left, right], rank) => [`${left} ${right}`, rank]));
  const tokens = [...word];
  for (;;) {
    let best = -1;
    let least = Infinity;
    for (let i = 0; i + 1 < tokens.length; i++) {
      const rank = rankOf.has(`${tokens[i]} ${tokens[i + 1]}`)
        ? -(tokens[i]! + tokens[i + 1]!).length
        : Infinity;
      if (rank >= least) continue;
      best = i;
      least = rank;
    }
    if (best === -1) return tokens;
    tokens.splice(best, 2, tokens[best]! + tokens[best + 1]!);
  }
}
