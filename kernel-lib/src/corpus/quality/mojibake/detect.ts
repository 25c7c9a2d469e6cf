/**
 * How much of a text is mojibake: bytes of one encoding that were read as another. Each sign is turned back into the
 * bytes that it came from; where these are whole UTF-8 (or GB 2312) sequences by more than chance, it was one.
 * The idea that a wrong reading can be undone and then proves itself is ftfy's (R. Speer, https://ftfy.readthedocs.io).
 */
import { byteOf, gbkOf, sequenceAt } from './codecs.js';

/** Characters of the text that are of each kind. */
export interface MojibakeCount {
  /** UTF-8 read as latin-1 or windows-1252: `cafÃ©`, `donâ€™t`, `æ˜¥å¤©`. */
  western: number;
  /** UTF-8 read as GBK: `鏄ュぉ`, `鈥檚`, `锟斤拷`. */
  chinese: number;
  /** GBK read as latin-1: `´ºÌì`. */
  double: number;
  /** U+FFFD, the mark of a reader that gave up. */
  replacement: number;
  /** What a cleaner left of a western sequence whose invisible bytes it took away: `donât`. */
  remains: number;
}

export function countMojibake(text: string): MojibakeCount {
  const count: MojibakeCount = { western: 0, chinese: 0, double: 0, replacement: 0, remains: 0 };
  for (let i = 0; i < text.length;) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) {
      i++;
    } else if (unit === 0xfffd) {
      count.replacement++;
      i++;
    } else if (byteOf[unit] !== 0) {
      const end = runEnd(text, i, (at) => byteOf[at]!);
      countWestern(text, i, end, count);
      i = end;
    } else if (gbkOf(unit) !== 0) {
      const end = runEnd(text, i, gbkOf);
      count.chinese += chineseIn(text, i, end);
      i = end;
    } else i++;
  }
  return count;
}

/** All kinds together as a share of the characters that are no white space; 0 for an empty text. */
export function mojibakeShare(text: string): number {
  const { western, chinese, double, replacement, remains } = countMojibake(text);
  const solid = text.length - (text.match(/\s/g)?.length ?? 0);
  return solid === 0 ? 0 : (western + chinese + double + replacement + remains) / solid;
}

function runEnd(text: string, start: number, codeOf: (unit: number) => number): number {
  let end = start;
  while (end < text.length && text.charCodeAt(end) >= 0x80 && codeOf(text.charCodeAt(end)) !== 0) end++;
  return end;
}

/** A run of characters that windows-1252 has above 0x7F. */
function countWestern(text: string, start: number, end: number, count: MojibakeCount): void {
  const bytes = new Uint8Array(end - start);
  for (let i = start; i < end; i++) bytes[i - start] = byteOf[text.charCodeAt(i)]!;
  let whole = 0;
  for (let at = 0; at < bytes.length;) {
    const length = sequenceAt(bytes, at, bytes.length);
    whole += length;
    at += length || 1;
  }
  if (whole === bytes.length) count.western += whole;
  else if (bytes.length >= 4 && isDouble(bytes)) count.double += bytes.length;
  else if (whole > 0) count.western += bytes.length < 6 ? whole : bytes.length;
  else if (bytes.length >= 5 && isLatinLetters(bytes)) count.remains += bytes.length;
  else if (bytes.length <= 2 && bytes[0] === 0xe2) count.remains += isOrphan(text, start, end) ? 1 : 0;
}

/** Pairs of bytes that GB 2312 has as characters in use: lead B0 to F7, trail A1 to FE. */
function isDouble(bytes: Uint8Array): boolean {
  if (bytes.length % 2 === 1) return false;
  let fits = 0;
  for (let i = 0; i < bytes.length; i += 2) {
    const [lead, trail] = [bytes[i]!, bytes[i + 1]!];
    if (trail >= 0xa1 && ((lead >= 0xb0 && lead <= 0xf7) || (lead >= 0xa1 && lead <= 0xa3))) fits++;
  }
  return fits === bytes.length / 2;
}

/** No language of Europe has five letters with marks in a row. */
const isLatinLetters = (bytes: Uint8Array) => bytes.every((byte) => byte >= 0xa0);

/** `â` where no word has it: at the end of one, alone, or before what no French word has behind it. */
function isOrphan(text: string, start: number, end: number): boolean {
  if (text.charCodeAt(start) !== 0xe2) return false;
  const [before, after] = [text[start - 1] ?? ' ', text.slice(end, end + 3)];
  if (!/[A-Za-z]/.test(before)) return !/^[a-z]/.test(after) || /^(?:[A-Z\d]|[a-z]+$)/.test(after);
  return /^(?:s|t|d|m|ll|re|ve)?(?:[^\p{L}]|$)/u.test(after);
}

/** A run of characters that GBK has; only whole three-byte sequences count, two bytes are often right by chance. */
function chineseIn(text: string, start: number, end: number): number {
  const bytes: number[] = [];
  for (let i = start; i < end; i++) {
    const code = gbkOf(text.charCodeAt(i));
    if (code === 0x8000) bytes.push(0x80);
    else bytes.push(code >> 8, code & 0xff);
  }
  let [whole, sequences, quotes] = [0, 0, 0];
  for (let at = 0; at < bytes.length;) {
    const length = sequenceAt(bytes, at, bytes.length);
    if (length > 0 && isLikely(bytes, at)) {
      whole += length;
      if (length >= 3) sequences++;
    }
    if (length === 3 && bytes[at] === 0xe2 && bytes[at + 1] === 0x80) quotes++;
    at += length || 1;
  }
  const proven = sequences >= 2 || quotes > 0;
  return proven && whole >= 0.6 * bytes.length ? end - start : 0;
}

/** Whether a UTF-8 sequence stands for what Chinese and English texts have: Han, their marks, Western letters, U+FFFD. */
function isLikely(bytes: readonly number[], at: number): boolean {
  const lead = bytes[at]!;
  const second = bytes[at + 1]!;
  if (lead >= 0xe4 && lead <= 0xe9) return lead > 0xe4 || second >= 0xb8; // U+4E00 to U+9FFF
  if (lead === 0xe2) return second <= 0x84; // U+2000 to U+213F
  if (lead === 0xe3) return second === 0x80; // U+3000 to U+303F
  if (lead === 0xef) return second >= 0xbc; // U+FF00 to U+FFFF
  return lead === 0xc2 || lead === 0xc3;
}
