/** From code units to the ids that merging begins with: a character's own, or those of its UTF-8 bytes. */
import { bytesInOrder, FIRST_BYTE, FIRST_OTHER, type Base } from './alphabet.js';

const REPLACEMENT = 0xfffd;

export class SymbolReader {
  /** The id of each code unit that is a character with a token; −1 for others. */
  private readonly idOfUnit = new Int32Array(0x10000).fill(-1);
  private readonly idOfAstral = new Map<number, number>();
  private readonly idOfByte = new Int32Array(256);

  /** @param tokens - the vocabulary; those of one character after the bytes are the alphabet of `characters`. */
  constructor(base: Base, tokens: readonly string[]) {
    bytesInOrder(base).forEach((byte, place) => (this.idOfByte[byte] = FIRST_BYTE + place));
    if (base === 'bytes') {
      for (let byte = 0; byte < 128; byte++) this.idOfUnit[byte] = this.idOfByte[byte]!;
      return;
    }
    for (let id = FIRST_OTHER; id < tokens.length; id++) {
      const codePoint = tokens[id]!.codePointAt(0)!;
      if (tokens[id]!.length === 1) this.idOfUnit[codePoint] = id;
      else if (tokens[id]!.length === 2 && codePoint > 0xffff) this.idOfAstral.set(codePoint, id);
    }
  }

  /**
   * Writes the ids of the units from `from` to `end` into `out` from `start` and returns how many; at most three a unit.
   * Half of a surrogate pair alone is read as U+FFFD, which is also what UTF-8 encoders write for it.
   */
  read(units: Uint16Array, from: number, end: number, out: Int32Array, start: number): number {
    let count = start;
    for (let at = from; at < end; at++) {
      const unit = units[at]!;
      const id = this.idOfUnit[unit]!;
      if (id >= 0) out[count++] = id;
      else if ((unit & 0xf800) !== 0xd800) count = this.writeBytes(unit, out, count);
      else if (unit < 0xdc00 && at + 1 < end && (units[at + 1]! & 0xfc00) === 0xdc00) {
        count = this.readAstral(((unit & 0x3ff) << 10) + (units[++at]! & 0x3ff) + 0x10000, out, count);
      } else if (this.idOfUnit[REPLACEMENT]! >= 0) out[count++] = this.idOfUnit[REPLACEMENT]!;
      else count = this.writeBytes(REPLACEMENT, out, count);
    }
    return count - start;
  }

  private readAstral(codePoint: number, out: Int32Array, count: number): number {
    const id = this.idOfAstral.get(codePoint);
    if (id === undefined) return this.writeBytes(codePoint, out, count);
    out[count] = id;
    return count + 1;
  }

  /** The bytes of a code point in UTF-8. */
  private writeBytes(codePoint: number, out: Int32Array, count: number): number {
    const { idOfByte } = this;
    if (codePoint < 0x80) {
      out[count] = idOfByte[codePoint]!;
      return count + 1;
    }
    const length = codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
    for (let i = length - 1; i > 0; i--) {
      out[count + i] = idOfByte[0x80 | ((codePoint >> (6 * (length - 1 - i))) & 0x3f)]!;
    }
    const lead = (0xf00 >> length) & 0xff; // 0xC0, 0xE0, 0xF0
    out[count] = idOfByte[lead | (codePoint >> (6 * (length - 1)))]!;
    return count + length;
  }
}
