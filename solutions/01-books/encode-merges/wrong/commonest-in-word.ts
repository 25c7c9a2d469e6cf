// Merges the pair that is commonest in this word.
function encodeWord(word: string, merges: [left: string, right: string][]): string[] {
  const known = new Set(merges.map((pair) => pair.join(' ')));
  const tokens = [...word];
  for (;;) {
    const pairs = tokens.slice(1).map((right, i) => `${tokens[i]} ${right}`);
    const count = (pair: string) => pairs.filter((other) => other === pair).length;
    const allowed = pairs.filter((pair) => known.has(pair)).sort((a, b) => count(b) - count(a));
    if (allowed.length === 0) return tokens;
    const at = pairs.indexOf(allowed[0]!);
    tokens.splice(at, 2, tokens[at]! + tokens[at + 1]!);
  }
}
