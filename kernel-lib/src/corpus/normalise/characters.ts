/**
 * Which characters become which. NFKC as a whole would be wrong for a corpus: it writes m² as m2, ½ as 1⁄2, ℃ as °C,
 * ① as 1, and Chinese ，！ as , !. So every text gets NFC, and NFKC only for what is a matter of form:
 *
 * | becomes its NFKC form                                   | stays as it is                                        |
 * | ------------------------------------------------------- | ----------------------------------------------------- |
 * | ligatures of Latin and Armenian type (ﬁ ﬀ ﬆ), long s    | superscripts and subscripts (m² H₂O), fractions (½)   |
 * | full-width letters and digits (Ａ １), ＋ － ＝ ％ ＆ ＠ … | Chinese punctuation ， 。 ！ ？ ： ； （ ） 、 「」 ～      |
 * | half-width katakana and hangul (ｶﾞ), ￠ ￡ ￥ ￦            | units and signs (℃ ㎡ № ™), circled ①, Roman Ⅳ          |
 * | radicals that PDF files use for characters (⼀ for 一)    | the ellipsis …, dashes, curly quotation marks         |
 * | presentation forms of Hebrew and Arabic letters         | Arabic words and signs in one character (ﷲ ﷺ)         |
 * | letters of mathematics that are used as fancy type (𝐛)   |                                                       |
 *
 * Sources: UAX #15 (normalization forms), Unicode's UnicodeData.txt, and UTR #20 on what is fit for text.
 */

const range = (from: number, to: number = from) => `\\u{${from.toString(16)}}-\\u{${to.toString(16)}}`;

const FORMS = [
  range(0x17f), // long s
  range(0x2e9f), // two radicals apart from the block of Kangxi radicals
  range(0x2ef3),
  range(0x2f00, 0x2fd5), // Kangxi radicals
  range(0xfb00, 0xfb06), // ﬀ ﬁ ﬂ ﬃ ﬄ ﬅ ﬆ
  range(0xfb13, 0xfb17),
  range(0xfb1d, 0xfb28), // Hebrew; ﬩ (plus) stays
  range(0xfb2a, 0xfb4f),
  range(0xfb50, 0xfbb1), // Arabic letters
  range(0xfbd3, 0xfc5d),
  range(0xfc64, 0xfcf1),
  range(0xfcf5, 0xfd3d),
  range(0xfe80, 0xfefc),
  range(0xff02, 0xff07), // ＂＃＄％＆＇; not ！ （ ） ， ： ； ？ ～, and not ．, which Chinese also uses
  range(0xff0a, 0xff0b), // ＊＋
  range(0xff0d), // －
  range(0xff0f, 0xff19), // ／ and digits
  range(0xff1c, 0xff1e), // ＜＝＞
  range(0xff20, 0xff5d), // ＠, letters, ［＼］＾＿｀｛｜｝
  range(0xff66, 0xffdc), // half-width katakana and hangul; ｡｢｣､ below are theirs too
  range(0xff61, 0xff65),
  range(0xffe0, 0xffe2), // ￠￡￢; not ￣, which has a space in it
  range(0xffe4, 0xffe6), // ￤￥￦
  range(0xffe8, 0xffee), // half-width arrows and boxes
  range(0x1d400, 0x1d7ff), // mathematical letters and digits
];

/** A run of characters that become their NFKC form. A run, so that ｶ and ﾞ come together as ガ. */
const formRun = new RegExp(`[${FORMS.join('')}]+`, 'gu');

/** All kinds of one space; the ideographic one too. */
const SPACE = /[\u00A0\u1680\u2000-\u200A\u202F\u205F\u3000]/g;

/** CR LF, CR, NEL, form feed, vertical tab, and Unicode's line and paragraph ends. */
const LINE_END = /\r\n|[\r\u0085\u2028\u2029\f\v]/g;

/**
 * Characters that are seen by nobody: controls (C0 and C1 but tab and line end), zero-width space, word joiner,
 * byte-order mark, soft hyphen, direction marks and overrides, annotation marks, tags, non-characters.
 */
const INVISIBLE =
  /[\u0000-\u0008\u000E-\u001F\u007F-\u0084\u0086-\u009F\u00AD\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\uFDD0-\uFDEF\uFEFF\uFFF9-\uFFFB\uFFFE\uFFFF\u{E0000}-\u{E007F}]/gu;

/** What tells a terminal to change its colours or its title (ECMA-48: CSI and OSC); without its first character it would be seen. */
const TERMINAL = /(?:\u001B\[|\u009B)[0-?]*[ -/]*[@-~]|\u001B\][^\u0007\u001B]*(?:\u0007|\u001B\\)/g;

/** Joiners (ZWNJ, ZWJ) mean something behind emoji, and in Arabic, Indic and South-East Asian scripts; else nothing. */
const LOOSE_JOINER =
  /[\u200C\u200D](?<![\p{Extended_Pictographic}\p{Emoji_Modifier}\uFE0F\u0600-\u08FF\u0900-\u0DFF\u0F00-\u109F\u1780-\u18AF\uFB50-\uFDFF\uFE70-\uFEFE][\u200C\u200D])/gu;

/** The same text in one form of each character. Lone surrogates become U+FFFD. */
export function normaliseCharacters(text: string): string {
  const work = workIn(text);
  let result = text;
  if (work & SURROGATES) result = result.replace(/\p{Surrogate}/gu, '\uFFFD');
  if (work & LINE_ENDS) result = result.replace(LINE_END, '\n');
  if (work & INVISIBLES) result = result.replace(TERMINAL, '').replace(INVISIBLE, '');
  if (work & JOINERS) result = result.replace(LOOSE_JOINER, ''); // before NFC: marks on both sides may now combine
  if (work & OTHER_FORMS) result = result.replace(formRun, (run) => run.normalize('NFKC'));
  if (work & COMPOSED) result = result.normalize('NFC');
  return work & SPACES ? result.replace(SPACE, ' ') : result;
}

const [SURROGATES, LINE_ENDS, INVISIBLES, JOINERS, OTHER_FORMS, COMPOSED, SPACES] = [1, 2, 4, 8, 16, 32, 64];

/** Which of the steps a text needs: one look at each UTF-16 unit, many times faster than seven searches. */
function workIn(text: string): number {
  table ??= tableOfWork();
  let work = 0;
  for (let i = 0; i < text.length; i++) work |= table[text.charCodeAt(i)]!;
  return work;
}

let table: Uint8Array | undefined;

/** The steps that each UTF-16 unit can need, found by trying them. */
function tableOfWork(): Uint8Array {
  const result = new Uint8Array(0x10000);
  const steps = [
    [LINE_ENDS, LINE_END] as const,
    [INVISIBLES, INVISIBLE],
    [OTHER_FORMS, formRun],
    [SPACES, SPACE],
  ] as const;
  for (let code = 0; code < 0x10000; code++) {
    const character = String.fromCharCode(code);
    for (const [step, pattern] of steps) if (character.search(pattern) === 0) result[code]! |= step;
    // Marks and the later parts of hangul syllables can join what stands before them.
    const joins = /\p{M}/u.test(character) || (code >= 0x1161 && code <= 0x11c2);
    const changes = code >= 0xc0 && character.normalize('NFC') !== character;
    if (joins || changes || result[code]! & OTHER_FORMS) result[code]! |= COMPOSED;
    if (code >= 0xd800 && code <= 0xdfff) result[code] = SURROGATES | COMPOSED;
  }
  result[0x200c] = result[0x200d] = JOINERS;
  result[0xd835]! |= OTHER_FORMS; // of mathematical letters
  result[0xdb40]! |= INVISIBLES; // of tags
  return result;
}
