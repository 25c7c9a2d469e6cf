/** What copies in a block are found by, as it lies on the disk: one record of 32-bit numbers a document. */

/** Exact key (4 numbers), length of the text in UTF-16 units, where its line begins in `texts`, bytes of the line. */
const FIXED = 7;

export class KeyFile {
  private constructor(
    /** [documents, FIXED + hashes]. */
    readonly words: Uint32Array,
    readonly documents: number,
    readonly hashes: number,
  ) {}

  static make(documents: number, hashes: number): KeyFile {
    return new KeyFile(new Uint32Array(documents * (FIXED + hashes)), documents, hashes);
  }

  static parse(bytes: Buffer, hashes: number): KeyFile {
    const words = new Uint32Array(bytes.length / 4);
    Buffer.from(words.buffer).set(bytes);
    return new KeyFile(words, words.length / (FIXED + hashes), hashes);
  }

  bytes = (): Buffer => Buffer.from(this.words.buffer);

  setKey(i: number, key: Uint32Array): void {
    this.words.set(key, this.at(i));
  }

  setText(i: number, length: number, lineStart: number, lineBytes: number): void {
    this.words.set([length, lineStart, lineBytes], this.at(i) + 4);
  }

  key = (i: number): Uint32Array => this.words.subarray(this.at(i), this.at(i) + 4);
  textLength = (i: number): number => this.words[this.at(i) + 4]!;
  lineStart = (i: number): number => this.words[this.at(i) + 5]!;
  lineBytes = (i: number): number => this.words[this.at(i) + 6]!;
  signatureAt = (i: number): number => this.at(i) + FIXED;
  signature = (i: number): Uint32Array =>
    this.words.subarray(this.signatureAt(i), this.signatureAt(i) + this.hashes);

  private at = (i: number): number => i * (FIXED + this.hashes);
}
