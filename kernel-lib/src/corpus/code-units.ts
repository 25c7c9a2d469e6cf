/** A text as numbers: scanning a typed array is several times faster than `charCodeAt` on strings that V8 keeps in pieces. */
export type CodeUnits = Uint16Array;

/** Copies texts into memory that it keeps; the units of one text are good until the next. */
export class CodeUnitBuffer {
  private bytes = Buffer.alloc(8192);

  /** The UTF-16 code units of the text. */
  of(text: string): CodeUnits {
    if (this.bytes.length < 2 * text.length) this.bytes = Buffer.alloc(3 * text.length);
    this.bytes.write(text, 0, 'utf16le');
    return new Uint16Array(this.bytes.buffer, this.bytes.byteOffset, text.length);
  }
}

/** The first half of a surrogate pair. */
export const isHigh = (unit: number): boolean => (unit & 0xfc00) === 0xd800;
