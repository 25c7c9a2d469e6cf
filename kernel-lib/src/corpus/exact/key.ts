/** What makes two texts the same, and 128 bits that stand for it. */
import { createHash, hash } from 'node:crypto';

/** NFKC, lower case, each run of white space one space, none at the ends. */
export const normalisedForExact = (text: string): string => normalised(text).trim();

/** Nearly all white space is single spaces already: those need no replacement. */
const UNEVEN_SPACE = /\s{2,}|[^\S ]/g;

const normalised = (text: string) => text.normalize('NFKC').toLowerCase().replace(UNEVEN_SPACE, ' ');

/**
 * The first 128 bits of SHA-256 of the normalised text, as four numbers. Two of n different texts get the same key with
 * a probability of n²/2^129: 1.5·10^-21 for a thousand million. Nobody can make such texts on purpose either, as one can
 * for faster hashes. A long text takes no more memory than a short one.
 */
export function exactKey(text: string): Uint32Array {
  const digest =
    text.length <= PIECE
      ? hash('sha256', wellFormed(normalisedForExact(text)), 'buffer')
      : digestOfPieces(text);
  return Uint32Array.from({ length: 4 }, (_, i) => digest.readUInt32LE(4 * i));
}

/** Code units that are normalised at once. */
const PIECE = 65_536;

function digestOfPieces(text: string): Buffer {
  const sha = createHash('sha256');
  let isFirst = true;
  /** White space that counts only if something follows. */
  let waiting = '';
  for (let start = 0; start < text.length;) {
    const end = endOfPiece(text, start);
    const piece = (waiting + normalised(text.slice(start, end))).replace(UNEVEN_SPACE, ' ');
    waiting = piece.endsWith(' ') ? ' ' : '';
    const written = isFirst ? piece.trim() : piece.trimEnd();
    if (written !== '') {
      sha.update(wellFormed(written), 'utf8');
      isFirst = false;
    }
    start = end;
  }
  return sha.digest();
}

/**
 * A piece ends before white space or a Han character: neither NFKC nor lower case look across that place. Where a text
 * has none for as long again, the piece ends there; such a text is still equal to itself.
 */
function endOfPiece(text: string, start: number): number {
  const most = Math.min(text.length, start + 2 * PIECE);
  for (let end = start + PIECE; end < most; end++) {
    const code = text.charCodeAt(end);
    if (code === 0x20 || code === 0x0a || (code >= 0x4e00 && code <= 0x9fff)) return end;
  }
  const splitsPair = most < text.length && (text.charCodeAt(most - 1) & 0xfc00) === 0xd800;
  return splitsPair ? most - 1 : most;
}

/** UTF-8 cannot tell lone surrogates apart: each one becomes its number after a character that no text has. */
function wellFormed(text: string): string {
  if ((text as unknown as { isWellFormed(): boolean }).isWellFormed()) return text; // ES2024, in Node from 20 on
  return text.replace(/\p{Surrogate}/gu, (half) => `\u{10ffff}${half.charCodeAt(0).toString(16)}`);
}
