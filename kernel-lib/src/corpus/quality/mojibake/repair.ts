import { byteOf, gbkOf, sequenceAt } from './codecs.js';
import { countMojibake } from './detect.js';

/** Texts that were read wrongly twice or three times are undone as often. */
const MOST_ROUNDS = 3;
const strict = new TextDecoder('utf-8', { fatal: true });
const strictGbk = new TextDecoder('gbk', { fatal: true });

/**
 * The text with its mojibake undone where that loses nothing; what cannot be undone stays. Correct text comes back
 * unchanged: a stretch is only replaced where its bytes are whole UTF-8 sequences and where it was counted as mojibake.
 */
export function repairMojibake(text: string): string {
  let repaired = text;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const { western, chinese, double } = countMojibake(repaired);
    if (western === 0 && chinese === 0 && double === 0) break;
    let next = western > 0 ? undoneWestern(repaired) : chinese > 0 ? undoneChinese(repaired) : repaired;
    if (double > 0) next = undoneDouble(next);
    if (next === repaired) break;
    repaired = next;
  }
  return repaired;
}

/** Each whole UTF-8 sequence of characters above ASCII becomes the character that it stands for. */
function undoneWestern(text: string): string {
  let result = '';
  for (let i = 0; i < text.length;) {
    const bytes = [0, 1, 2, 3].map((k) => (i + k < text.length ? byteOf[text.charCodeAt(i + k)]! : 0));
    const length = bytes[0] === 0 ? 0 : sequenceAt(bytes, 0, 4);
    result += length === 0 ? text[i]! : strict.decode(Uint8Array.from(bytes.slice(0, length)));
    i += length || 1;
  }
  return result;
}

/**
 * Each run of characters above ASCII that is whole pairs of GB 2312 becomes the Chinese that it stands for. Cyrillic
 * that was read as latin-1 makes such pairs, too, but only of bytes from C0 on: then nothing is undone.
 */
function undoneDouble(text: string): string {
  const runs = (text.match(HIGH) ?? []).filter(isPairs);
  if (!runs.some((run) => bytesOf(run).some((byte) => byte < 0xc0))) return text;
  return text.replace(HIGH, (run) => (isPairs(run) ? strictGbk.decode(bytesOf(run)) : run));
}

const HIGH = /[\u0080-\uffff]{4,}/g;
const isPairs = (run: string) => countMojibake(run).double === run.length;
const bytesOf = (run: string) => Uint8Array.from(run, (sign) => byteOf[sign.charCodeAt(0)]!);

/**
 * A stretch from one white space to the next, as GBK bytes, where all of it is UTF-8 then. Two bytes are often right by
 * chance; but in a text that was misread elsewhere, `na茂ve` is no Chinese word among Latin letters either.
 */
function undoneChinese(text: string): string {
  return text
    .split(/([ \n\t]+)/)
    .map((piece, i) => (i % 2 === 1 ? piece : (decodedChinese(piece) ?? piece)))
    .join('');
}

function decodedChinese(piece: string): string | undefined {
  if (countMojibake(piece).chinese === 0 && !/[A-Za-z\d]/.test(piece)) return undefined;
  const bytes: number[] = [];
  for (let i = 0; i < piece.length; i++) {
    const unit = piece.charCodeAt(i);
    const code = unit < 0x80 ? unit : gbkOf(unit);
    if (code === 0 && unit !== 0) return undefined;
    if (code === 0x8000) bytes.push(0x80);
    else if (unit < 0x80) bytes.push(code);
    else bytes.push(code >> 8, code & 0xff);
  }
  try {
    return strict.decode(Uint8Array.from(bytes));
  } catch {
    // Bytes were lost when it was read wrongly: it cannot be undone.
    return undefined;
  }
}
