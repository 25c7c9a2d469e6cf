/** Words that a book cut at its line ends. */

const CUT = /(?<=\p{Ll}\p{Ll})-\n *(?=\p{Ll}\p{Ll})/gu;

/**
 * Joins `exam-` / `ple` to `example`. A word that the same text writes with its hyphen inside a line (`well-known`)
 * keeps it. Only between lower-case letters, two on each side, so that lists and dashes stay.
 */
export function joinCutWords(text: string): string {
  if (!text.includes('-\n')) return text;
  const hyphenated = new Set(text.match(HYPHENATED));
  return text.replace(CUT, (cut, at: number) => {
    const word = `${lettersBefore(text, at)}-${lettersAfter(text, at + cut.length)}`;
    return hyphenated.has(word) ? '-' : '';
  });
}

const HYPHENATED = /\p{Ll}+-\p{Ll}+/gu;
const LETTER = /\p{Ll}/u;
/** No word of prose is longer; keeps the work at each cut constant. */
const LONGEST = 40;

function lettersBefore(text: string, end: number): string {
  let start = end;
  while (start > 0 && end - start < LONGEST && LETTER.test(text[start - 1]!)) start--;
  return text.slice(start, end);
}

function lettersAfter(text: string, start: number): string {
  let end = start;
  while (end < text.length && end - start < LONGEST && LETTER.test(text[end]!)) end++;
  return text.slice(start, end);
}
