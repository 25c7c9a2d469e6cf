/** Signatures, fast: text in pieces through the compiled module, at constant memory however long the text is. */
import { EMPTY, ordersOf } from './byHand.js';
import { nearKernel } from './kernel.js';
import type { NearKernel } from './kernel.js';
import { nearSettings } from './options.js';
import type { NearOptions, NearSettings } from './options.js';
import { HAN_SHARE, hasNoSpaces } from './units.js';

export interface MinHasher {
  readonly settings: NearSettings;
  /**
   * The signature of a text, `bands × rows` numbers. Pure: it depends on the text, the language and the settings alone,
   * so any thread may calculate it. A text without units (empty, emoji only) gets `EMPTY` everywhere.
   */
  signature(text: string, language?: string): Uint32Array;
  /** The same, written to `target` from `offset` on. */
  write(text: string, language: string, target: Uint32Array, offset: number): void;
  /** The hashed shingles of a text, each once and in order of size: for the real Jaccard similarity. */
  hashedShingles(text: string, language?: string): Uint32Array;
}

/** Whether a signature is that of a text without units. */
export const isEmptySignature = (signature: Uint32Array) =>
  signature[0] === EMPTY && signature.every((value) => value === EMPTY);

/** What stands in this thread's module: hashers of different settings may take turns. */
let lastOrders: Uint32Array | undefined;

export function minHasher(options: NearOptions = {}): MinHasher {
  const settings = nearSettings(options);
  const kernel = nearKernel();
  const { factors, summands } = ordersOf(settings.hashes, settings.seed);
  /** The module takes sixteen hash functions at once; what is more than asked for is not read. */
  const padded = Math.ceil(settings.hashes / 16) * 16;
  const minima = kernel.minima.subarray(0, settings.hashes);
  const calculate = (text: string, language: string) => {
    if (lastOrders !== factors) {
      kernel.factors.set(factors);
      kernel.summands.set(summands);
      lastOrders = factors;
    }
    read(kernel, text, language, padded);
  };
  return {
    settings,
    signature(text, language = 'und') {
      calculate(text, language);
      return minima.slice();
    },
    write(text, language, target, offset) {
      calculate(text, language);
      target.set(minima, offset);
    },
    hashedShingles: (text, language = 'und') => hashedShingles(kernel, text, language),
  };
}

/** Sends all pieces of a text through the module; `seen` is told how many shingles wait in `kernel.shingles`. */
function read(
  kernel: NearKernel,
  text: string,
  language: string,
  hashes: number,
  seen?: (many: number) => void,
): void {
  const characters = hasCharacters(kernel, text, language);
  kernel.begin(hashes);
  for (let start = 0; start < text.length;) {
    const length = writePiece(kernel, text, start);
    const many = characters ? kernel.characters(length, hashes) : kernel.words(length, hashes);
    if (many > 0) seen?.(many);
    start += length;
  }
  const many = kernel.finish(hashes);
  if (many > 0) seen?.(many);
}

/** As `unitsAreCharacters`. */
function hasCharacters(kernel: NearKernel, text: string, language: string): boolean {
  if (language !== 'und') return hasNoSpaces(language);
  let letters = 0;
  let han = 0;
  for (let start = 0; start < text.length;) {
    const length = writePiece(kernel, text, start);
    const both = kernel.survey(length);
    letters += both & 0xffff;
    han += both >>> 16;
    start += length;
  }
  return han > HAN_SHARE * letters;
}

/** Writes the piece that begins at `start`, and returns its length; none ends between two surrogates. */
function writePiece(kernel: NearKernel, text: string, start: number): number {
  const most = kernel.text.length / 2;
  if (text.length <= most) {
    kernel.text.write(text, 'utf16le');
    return text.length;
  }
  let end = Math.min(text.length, start + most);
  if (end < text.length && (text.charCodeAt(end - 1) & 0xfc00) === 0xd800) end--;
  kernel.text.write(text.slice(start, end), 'utf16le');
  return end - start;
}

function hashedShingles(kernel: NearKernel, text: string, language: string): Uint32Array {
  const parts: Uint32Array[] = [];
  read(kernel, text, language, 0, (many) => parts.push(kernel.shingles.slice(0, many)));
  const all = new Uint32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let length = 0;
  for (const part of parts) {
    all.set(part, length);
    length += part.length;
  }
  all.sort();
  let different = 0;
  for (const value of all) if (different === 0 || value !== all[different - 1]) all[different++] = value;
  return all.subarray(0, different);
}

/** |A ∩ B| ÷ |A ∪ B| of two results of `hashedShingles`; 0 where one is empty. */
export function jaccardOfHashed(a: Uint32Array, b: Uint32Array): number {
  let common = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    const difference = a[i]! - b[j]!;
    if (difference === 0) common++;
    if (difference <= 0) i++;
    if (difference >= 0) j++;
  }
  return common === 0 ? 0 : common / (a.length + b.length - common);
}
