// Goes through the merges once, and merges one place of each.
function encodeWord(word: string, merges: [left: string, right: string][]): string[] {
  const tokens = [...word];
  for (const [left, right] of merges) {
    const i = tokens.findIndex((token, place) => token === left && tokens[place + 1] === right);
    if (i >= 0) tokens.splice(i, 2, left + right);
  }
  return tokens;
}
