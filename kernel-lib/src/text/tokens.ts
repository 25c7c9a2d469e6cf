/** Text to tokens: one Chinese word, one lower-case English word, one digit or one punctuation mark each. */

/** Tokens with a meaning of their own. They are written in text as they stand here. */
export const SPECIAL = ['[PAD]', '[UNK]', '[BOS]', '[EOS]', '[MASK]', '[Q]', '[A]'] as const;
export type Special = (typeof SPECIAL)[number];

/** A blank as people write it: two or more underscores. */
const BLANK = '_{2,}';
const HAN = '\\p{Script=Han}';
const LETTER = `(?!${HAN})\\p{L}`;
const WORD = `(?:${LETTER})+(?:['’](?:${LETTER})+)*`;
const special = SPECIAL.map((name) => name.replace(/[[\]]/g, '\\$&')).join('|');
const pattern = new RegExp(`${special}|${BLANK}|${HAN}+|${WORD}|\\d|\\S`, 'gu');

/** Chinese words by the dictionary that comes with Node. */
const chinese = new Intl.Segmenter('zh', { granularity: 'word' });
/** 春|季 and 春|天 are two tokens each, so that a blank can hide the season alone. */
const SEASON_EDGE = /(?<=[春夏秋冬])(?=[季天])|(?=[春夏秋冬])|(?<=季)/u;

/** Is it a special token (`[MASK]`, `[PAD]`, …)? */
export function isSpecial(token: string): token is Special {
  return (SPECIAL as readonly string[]).includes(token);
}

/** A run of Chinese characters, cut into words; `names` stay whole. */
function cutChinese(run: string, names: readonly string[]): string[] {
  const longestFirst = [...names].sort((a, b) => b.length - a.length);
  const pieces = names.length > 0 ? run.split(new RegExp(`(${longestFirst.join('|')})`, 'u')) : [run];
  return pieces.flatMap((piece) => {
    if (names.includes(piece)) return [piece];
    return piece
      .split(SEASON_EDGE)
      .flatMap((part) => Array.from(chinese.segment(part), ({ segment }) => segment));
  });
}

/**
 * The tokens of a text. `___` becomes `[MASK]`; English is lower-cased; white space only separates.
 * @param names - Chinese names that are one token each, such as those of places.
 */
export function tokenize(text: string, names: readonly string[] = []): string[] {
  return (text.normalize('NFC').match(pattern) ?? []).flatMap((piece) => {
    if (isSpecial(piece)) return [piece];
    if (/^\p{Script=Han}/u.test(piece)) return cutChinese(piece, names);
    return [/^_{2,}$/.test(piece) ? '[MASK]' : piece.toLowerCase()];
  });
}

const isDigit = (token: string) => /^\d$/.test(token);
const isWord = (token: string) => !isSpecial(token) && /^(?!\p{Script=Han})\p{L}/u.test(token);

/** Is there a space between two tokens in written text? Chinese has none; English has one but for punctuation. */
function spaced(left: string, right: string): boolean {
  if (isWord(right)) return isWord(left) || isDigit(left) || isSpecial(left) || /^[.,;:!?)]$/.test(left);
  if (isDigit(right)) return isWord(left) || /^[,;:)]$/.test(left);
  return isWord(left) && (isSpecial(right) || right === '(');
}

/** Tokens back to text, spaced as each language writes it. */
export function joinTokens(tokens: readonly string[]): string {
  return tokens.map((token, i) => (i > 0 && spaced(tokens[i - 1]!, token) ? ' ' : '') + token).join('');
}

/** How often each token occurs, the most frequent first; equal counts stay in order of appearance. */
export function countTokens(texts: readonly string[], names: readonly string[] = []): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) {
    for (const token of tokenize(text, names)) counts.set(token, (counts.get(token) ?? 0) + 1);
  }
  return new Map([...counts].sort((a, b) => b[1] - a[1]));
}
