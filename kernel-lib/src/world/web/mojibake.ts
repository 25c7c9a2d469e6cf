/** Text whose bytes were read in the wrong encoding, made by real decoders. */
import { pick, type Random } from '../../random.js';
import type { Language } from '../document.js';
import { decode1252, encode1252, encodeGb18030 } from './codecs.js';
import type { Piece } from './pieces.js';

const utf8 = (text: string) => new TextEncoder().encode(text);
const gbk = new TextDecoder('gbk');
const lenient = new TextDecoder('utf-8', { ignoreBOM: true });

/** One way to go wrong, and the way back (which fails where bytes were lost). */
interface Misreading {
  garble(text: string): string;
  mend(garbled: string): string;
}

const as1252: Misreading = {
  garble: (text) => decode1252(utf8(text)),
  mend: (garbled) => lenient.decode(encode1252(garbled)),
};

export const MISREADINGS: Readonly<Record<string, Misreading>> = {
  'utf-8 as windows-1252': as1252,
  'utf-8 as windows-1252, twice': {
    garble: (text) => as1252.garble(as1252.garble(text)),
    mend: (garbled) => as1252.mend(as1252.mend(garbled)),
  },
  'utf-8 as latin-1': {
    garble: (text) => Buffer.from(text, 'utf8').toString('latin1'),
    mend: (garbled) => lenient.decode(Buffer.from(garbled, 'latin1')),
  },
  'utf-8 as gbk': {
    garble: (text) => gbk.decode(utf8(text)),
    mend: (garbled) => lenient.decode(encodeGb18030(garbled)),
  },
  'gbk as windows-1252': {
    garble: (text) => decode1252(encodeGb18030(text)),
    mend: (garbled) => gbk.decode(encode1252(garbled)),
  },
  'gbk as utf-8': {
    garble: (text) => lenient.decode(encodeGb18030(text)),
    mend: (garbled) => gbk.decode(utf8(garbled)),
  },
};

const WAYS: Readonly<Record<Language, readonly string[]>> = {
  en: ['utf-8 as windows-1252', 'utf-8 as windows-1252, twice', 'utf-8 as latin-1', 'utf-8 as gbk'],
  zh: [
    ...['utf-8 as windows-1252', 'utf-8 as latin-1', 'utf-8 as gbk', 'utf-8 as gbk'],
    ...['gbk as windows-1252', 'gbk as utf-8'],
  ],
};

/** A way that is common for pages in this language. */
export const pickMisreading = (random: Random, language: Language): string => pick(random, WAYS[language]);

/** The garbled text as a marked piece; a plain one where the reading changes nothing (ASCII). */
export function garbled(text: string, way: string): Piece {
  const { garble, mend } = MISREADINGS[way]!;
  const wrong = garble(text);
  if (wrong === text) return { text };
  const what = mend(wrong) === text ? way : `${way} (lossy)`;
  return { text: wrong, mark: { kind: 'mojibake', what, replacement: text } };
}
