/** The statistics of a text as one would write them first, with `split` and regular expressions. */
const sizes = { top: [2, 3, 4], repeated: [5, 6, 7, 8, 9, 10] };
const marks =
  /^[!/—”:％１〈&(、━\\【#%「」，】；+^\]~“《„';’{|∶´[=\-`*．（–？！：$～«〉,><》)?）。…@_."}►»\p{Cc}]*$/u;
const space = '[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';
const length = (text: string) => [...text].length;
const trimmed = (text: string) => text.replace(new RegExp(`^${space}+|${space}+$`, 'g'), '');

export function slowStatistics(text: string, chinese: boolean) {
  const words = text.split(new RegExp(`${space}+`)).filter((word) => word !== '');
  const units = chinese
    ? [...text.matchAll(/\p{sc=Han}|(?:(?!\p{sc=Han})[\p{L}\p{Nd}])+/gu)].map(String)
    : words;
  const real = chinese ? units : words.filter((word) => !marks.test(word));
  const lines = text.split(/\r\n|[\n\v\f\r\x1c\x1d\x1e\x85\u2028\u2029]/);
  if (lines.at(-1) === '') lines.pop();
  const full = text.split('\n').filter((line) => trimmed(line) !== '');
  const short = chinese ? 15 : 30;
  const whole = length(text);
  return {
    characters: whole,
    solid: length(text.replace(new RegExp(space, 'g'), '')),
    letters: [...text.matchAll(/\p{L}/gu)].length,
    words: units.length,
    realWords: real.length,
    realWordCharacters: real.reduce((sum, word) => sum + length(word), 0),
    letterWords: units.filter((word) => /\p{L}/u.test(word)).length,
    hashes: text.split('#').length - 1,
    ellipses: text.split('...').length - 1 + text.split('…').length - 1,
    lines: lines.length,
    bulletLines: lines.filter((line) => /^[•-]/.test(trimmed(line))).length,
    ellipsisLines: lines.filter((line) => /(?:\.\.\.|…)$/.test(trimmed(line))).length,
    newlines: text.split('\n').length - 1,
    fullLines: full.length,
    shortLines: full.filter((line) => length(line) <= short).length,
    repetition: {
      ...repeatedOf(text, whole),
      ...gramsOf(units, chinese, whole),
    },
  };
}

function repeatedOf(text: string, whole: number) {
  const paragraphs = repeated(trimmed(text).split(/\n{2,}/));
  const pieces = repeated(text.split(/\n+/));
  const full = repeated(text.split(/\n+/).filter((line) => trimmed(line) !== ''));
  const solid = length(text.replaceAll('\n', ''));
  return {
    repeatedLines: pieces.count / text.split(/\n+/).length,
    repeatedLineCharacters: whole === 0 ? 0 : pieces.characters / whole,
    repeatedParagraphs: paragraphs.count / trimmed(text).split(/\n{2,}/).length,
    repeatedParagraphCharacters: whole === 0 ? 0 : paragraphs.characters / whole,
    repeatedFullLineCharacters: solid === 0 ? 0 : full.characters / solid,
  };
}

function repeated(pieces: string[]) {
  const again = pieces.filter((piece, i) => pieces.indexOf(piece) < i);
  return { count: again.length, characters: length(again.join('')) };
}

function gramsOf(units: string[], chinese: boolean, whole: number) {
  const [times, gap] = chinese ? [2, ''] : [1, ' '];
  const grams = (size: number) =>
    units.slice(0, Math.max(0, units.length - size + 1)).map((_, i) => units.slice(i, i + size).join(gap));
  const share = (part: number) => (whole === 0 ? 0 : part / whole);
  const top = sizes.top.map((size) => {
    const counts = new Map<string, number>();
    for (const gram of grams(times * size)) counts.set(gram, (counts.get(gram) ?? 0) + 1);
    const [gram, count] = [...counts].reduce((best, one) => (one[1] > best[1] ? one : best), ['', 0]);
    return share(length(gram) * count);
  });
  const again = sizes.repeated.map((size) => {
    const seen = new Set<string>();
    let characters = 0;
    const all = grams(times * size);
    for (let i = 0; i < all.length;) {
      if (seen.has(all[i]!)) {
        characters += length(units.slice(i, i + times * size).join(''));
        i += times * size;
      } else seen.add(all[i++]!);
    }
    return share(characters);
  });
  return { topGrams: top, repeatedGrams: again };
}
