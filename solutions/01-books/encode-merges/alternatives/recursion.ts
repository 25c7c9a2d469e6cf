const encodeWord = (word: string, merges: [string, string][]): string[] => encodeTokens([...word], merges);
function encodeTokens(tokens: string[], merges: [string, string][]): string[] {
  const ranks = tokens.map((left, i) => merges.findIndex(([a, b]) => a === left && b === tokens[i + 1]));
  const possible = ranks.filter((rank) => rank >= 0);
  if (possible.length === 0) return tokens;
  const at = ranks.indexOf(Math.min(...possible));
  const merged = tokens.slice(at, at + 2).join('');
  return encodeTokens([...tokens.slice(0, at), merged, ...tokens.slice(at + 2)], merges);
}
