// Takes the first pair that is a merge, whatever its rank.
function encodeWord(word: string, merges: [left: string, right: string][]): string[] {
  const rankOf = new Map(merges.map(([left, right], rank) => [`${left} ${right}`, rank]));
  const tokens = [...word];
  for (;;) {
    let best = -1;
    let least = Infinity;
    for (let i = 0; i + 1 < tokens.length; i++) {
      const rank = rankOf.get(`${tokens[i]} ${tokens[i + 1]}`) ?? Infinity;
      if (rank === Infinity || best !== -1) continue;
      best = i;
      least = rank;
    }
    if (best === -1) return tokens;
    tokens.splice(best, 2, tokens[best]! + tokens[best + 1]!);
  }
}
