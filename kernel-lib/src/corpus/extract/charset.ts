/**
 * Bytes to text. What says which charset it is, in order: a byte-order mark, valid UTF-8 with more than ASCII in it
 * (hardly anything else looks like that), the header, the page itself, and at last a guess by validity.
 */
import { isUtf8 } from 'node:buffer';
import { decode1252 } from '../../world/web/codecs.js';

export interface Decoded {
  text: string;
  /** As `TextDecoder` names it. */
  charset: string;
  /** Bytes (about) that are no text in this charset; each became U+FFFD. */
  invalid: number;
}

/** How many characters in a thousand may be U+FFFD in what still counts as UTF-8. */
const FEW = 1 / 1000;

/** @param declared - from the HTTP header. Undefined where no charset makes text of the bytes. */
export function decode(body: Uint8Array, declared?: string): Decoded | undefined {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const mark = byteOrderMark(bytes);
  if (mark !== undefined) return decodeAs(bytes, mark);
  if (isUtf8(bytes)) return fromUtf8(bytes, declared);
  for (const label of [declared, charsetInPage(bytes)]) {
    const decoded = label === undefined ? undefined : decodeStrictly(bytes, label);
    if (decoded !== undefined && decoded.charset !== 'utf-8') return decoded;
  }
  return guess(bytes);
}

function byteOrderMark(bytes: Buffer): string | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : undefined;
}

/** ASCII alone can also be one of the charsets that write everything in seven bits. */
function fromUtf8(bytes: Buffer, declared: string | undefined): Decoded {
  if (declared?.startsWith('iso-2022') || declared?.startsWith('hz-')) {
    const decoded = decodeStrictly(bytes, declared);
    if (decoded !== undefined) return decoded;
  }
  return { text: bytes.toString('utf8'), charset: 'utf-8', invalid: 0 };
}

function decodeAs(bytes: Buffer, charset: string): Decoded {
  const text = textIn(new TextDecoder(charset), bytes);
  return { text, charset, invalid: countReplaced(text) };
}

/** What the decoder says, but for windows-1252, which not every Node's decoder knows. */
const textIn = (decoder: InstanceType<typeof TextDecoder>, bytes: Uint8Array) =>
  decoder.encoding === 'windows-1252' ? decode1252(bytes) : decoder.decode(bytes);

function countReplaced(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\uFFFD'); at !== -1; at = text.indexOf('\uFFFD', at + 1)) count++;
  return count;
}

/** Undefined where the label is none, or the bytes are not valid in it. */
function decodeStrictly(bytes: Buffer, label: string): Decoded | undefined {
  try {
    const decoder = new TextDecoder(label, { fatal: true });
    return { text: textIn(decoder, bytes), charset: decoder.encoding, invalid: 0 };
  } catch {
    return undefined; // a RangeError (no such charset) or a TypeError (not valid in it): both mean "not this one"
  }
}

/** `<meta charset=…>`, `<meta … content="…; charset=…">` or an XML declaration, in the first bytes (as browsers do). */
function charsetInPage(bytes: Buffer): string | undefined {
  const head = bytes.toString('latin1', 0, 2048).toLowerCase();
  for (const [start, name] of [
    ['<?xml', 'encoding='],
    ['<meta', 'charset='],
  ] as const) {
    for (let at = head.indexOf(start); at !== -1; at = head.indexOf(start, at + 1)) {
      const tag = head.slice(at, tagEnd(head, at));
      const found = tag.indexOf(name);
      if (found !== -1) return firstWord(tag.slice(found + name.length));
    }
  }
  return undefined;
}

function tagEnd(head: string, start: number): number {
  const end = head.indexOf('>', start);
  return end === -1 ? head.length : end;
}

const firstWord = (text: string) => /^["']?\s?([a-z0-9_:-]{1,40})/.exec(text)?.[1];

/**
 * UTF-8 with a few bad bytes; Russian and its relatives by their letters; GB18030 that is mostly everyday Chinese;
 * Windows-1252 that is mostly ASCII; or none.
 */
function guess(bytes: Buffer): Decoded | undefined {
  const utf8 = decodeAs(bytes, 'utf-8');
  if (utf8.invalid <= Math.max(1, utf8.text.length * FEW) && utf8.text.length > 20 * utf8.invalid)
    return utf8;
  const western = looksWestern(bytes);
  const cyrillic = western ? undefined : cyrillicOf(bytes);
  if (cyrillic !== undefined) return cyrillic;
  if (pairsOfGb2312(bytes) >= 0.9) {
    const chinese = decodeStrictly(bytes, 'gb18030') ?? decodeAs(bytes, 'gb18030');
    if (chinese.invalid <= Math.max(1, chinese.text.length * FEW)) return chinese;
  }
  return western ? decodeAs(bytes, 'windows-1252') : undefined;
}

/** The commonest letters of Russian prose: four in ten of its letters. Small ones only: Greek bytes look like large ones. */
const COMMON = new Set('оеаинт');

function cyrillicOf(bytes: Buffer): Decoded | undefined {
  const start = bytes.subarray(0, 64 * 1024);
  const charset = ['koi8-r', 'windows-1251'].find((name) => {
    let [letters, common] = [0, 0];
    for (const character of new TextDecoder(name).decode(start)) {
      if (character < 'Ё' || character > 'ё') continue;
      letters++;
      if (COMMON.has(character)) common++;
    }
    return letters >= 0.3 * start.length && common >= 0.35 * letters;
  });
  return charset === undefined ? undefined : decodeAs(bytes, charset);
}

/** The share of bytes above ASCII that stand in pairs of GB2312's rows of punctuation and everyday characters. */
function pairsOfGb2312(bytes: Buffer): number {
  let above = 0;
  let paired = 0;
  for (let i = 0; i < bytes.length; i++) {
    const first = bytes[i]!;
    if (first < 0x80) continue;
    above++;
    const row = (first >= 0xa1 && first <= 0xa9) || (first >= 0xb0 && first <= 0xf7);
    if (!row || (bytes[i + 1] ?? 0) < 0xa1) continue;
    above++;
    paired += 2;
    i++;
  }
  return above === 0 ? 0 : paired / above;
}

/** Nothing but text, and letters with accents are the exception: at most three bytes in ten, as in no binary file. */
function looksWestern(bytes: Buffer): boolean {
  let above = 0;
  for (const byte of bytes) {
    if (byte >= 0x80) above++;
    else if (byte < 0x20 && byte !== 9 && byte !== 10 && byte !== 12 && byte !== 13) return false;
  }
  return above <= 0.3 * bytes.length;
}
