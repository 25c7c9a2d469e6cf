/** Words that a book cut at its line ends. */

const CUT = /(?<=\p{Ll}\p{Ll})-\n *(?=\p{Ll}\p{Ll})/gu;

/**
 * Joins `exam-` / `ple` to `example`. A word that the same text writes with its hyphen inside a line (`well-known`)
 * keeps it. Only between lower-case letters, two on each side, so that lists and dashes stay.
 */
export function joinCutWords(text: string): string {
  if (!text.includes('-\n')) return text;
  const hyphenated = hyphenatedIn(text);
  return text.replace(CUT, (cut, at: number) => {
    const word = `${lettersBefore(text, at)}-${lettersAfter(text, at + cut.length)}`;
    return hyphenated.has(word) ? '-' : '';
  });
}

function hyphenatedIn(text: string): Set<string> {
  const found = new Set<string>();
  for (let at = text.indexOf('-'); at !== -1; at = text.indexOf('-', at + 1)) {
    const [before, after] = [lettersBefore(text, at), lettersAfter(text, at + 1)];
    if (before !== '' && after !== '') found.add(`${before}-${after}`);
  }
  return found;
}

const isLower = (letter: string) => (letter < '{' ? letter >= 'a' : LOWER.test(letter));
const LOWER = /\p{Ll}/u;
/** No word of prose is longer; keeps the work at each cut constant. */
const LONGEST = 40;

function lettersBefore(text: string, end: number): string {
  let start = end;
  while (start > 0 && end - start < LONGEST && isLower(text[start - 1]!)) start--;
  return text.slice(start, end);
}

function lettersAfter(text: string, start: number): string {
  let end = start;
  while (end < text.length && end - start < LONGEST && isLower(text[end]!)) end++;
  return text.slice(start, end);
}
