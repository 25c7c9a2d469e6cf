/** From the bytes of a notebook file to its text, whatever editor or system wrote them. */
import { Refused } from './limits.js';

export interface Decoded {
  text: string;
  warnings: string[];
}

export function decodeText(bytes: Buffer): Decoded {
  const utf16 = utf16Of(bytes);
  if (utf16 !== undefined) {
    const text = new TextDecoder(utf16).decode(bytes);
    return { text, warnings: ['The file was written as UTF-16; it was read all the same.'] };
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes); // leaves a byte-order mark out
    const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
    return { text, warnings: marked ? ['The file begins with a byte-order mark; it was left out.'] : [] };
  } catch (thrown) {
    if (!(thrown instanceof TypeError)) throw new Refused('It is too long for one text.');
    const text = new TextDecoder('utf-8').decode(bytes);
    return { text, warnings: ['The file has bytes that are no UTF-8; they were replaced by "\uFFFD".'] };
  }
}

/** By its byte-order mark, or because a notebook begins with "{" or a blank, which has a zero byte in UTF-16. */
function utf16Of(bytes: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  const [a, b] = bytes;
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  if (bytes.length < 2) return undefined;
  if (a !== 0 && b === 0) return 'utf-16le';
  return a === 0 && b !== 0 ? 'utf-16be' : undefined;
}
