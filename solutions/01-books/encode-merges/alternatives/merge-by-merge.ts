function encodeWord(word: string, merges: [left: string, right: string][]): string[] {
  // Each merge makes a new token of older ones, so none comes back later: once through the list is enough.
  let tokens = Array.from(word);
  for (const [left, right] of merges) {
    const next: string[] = [];
    while (tokens.length > 0) {
      const [first, second] = tokens;
      const isPair = first === left && second === right;
      next.push(isPair ? left + right : first!);
      tokens = tokens.slice(isPair ? 2 : 1);
    }
    tokens = next;
  }
  return tokens;
}
