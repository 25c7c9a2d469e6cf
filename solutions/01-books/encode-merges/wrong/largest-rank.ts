// Takes the latest merge first.
function encodeWord(word: string, merges: [left: string, right: string][]): string[] {
  const rankOf = new Map(merges.map(([left, right], rank) => [`${left} ${right}`, rank]));
  const tokens = [...word];
  for (;;) {
    let best = -1;
    let least = -1;
    for (let i = 0; i + 1 < tokens.length; i++) {
      const rank = rankOf.get(`${tokens[i]} ${tokens[i + 1]}`) ?? -1;
      if (rank <= least) continue;
      best = i;
      least = rank;
    }
    if (best === -1) return tokens;
    tokens.splice(best, 2, tokens[best]! + tokens[best + 1]!);
  }
}
