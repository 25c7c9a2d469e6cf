// Cuts the longest known token off, again and again.
function encodeWord(word: string, merges: [left: string, right: string][]): string[] {
  const known = new Set(merges.map((pair) => pair.join('')));
  const rest = [...word];
  const tokens: string[] = [];
  while (rest.length > 0) {
    let length = rest.length;
    while (length > 1 && !known.has(rest.slice(0, length).join(''))) length -= 1;
    tokens.push(rest.splice(0, length).join(''));
  }
  return tokens;
}
