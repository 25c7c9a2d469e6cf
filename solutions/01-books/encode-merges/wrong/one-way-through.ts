// Goes through the word once, and merges as it goes.
function encodeWord(word: string, merges: [left: string, right: string][]): string[] {
  const tokens: string[] = [];
  const isMerge = (left: string, right: string) => merges.some(([a, b]) => a === left && b === right);
  for (const character of word) {
    const last = tokens.at(-1);
    if (last !== undefined && isMerge(last, character)) tokens[tokens.length - 1] = last + character;
    else tokens.push(character);
  }
  return tokens;
}
