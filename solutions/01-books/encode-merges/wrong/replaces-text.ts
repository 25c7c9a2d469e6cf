// Puts marks between characters and replaces text: what ends in a token is taken for it.
function encodeWord(word: string, merges: [left: string, right: string][]): string[] {
  let text = [...word].join(' ');
  for (const [left, right] of merges) text = text.replaceAll(`${left} ${right}`, left + right);
  return text === '' ? [] : text.split(' ');
}
