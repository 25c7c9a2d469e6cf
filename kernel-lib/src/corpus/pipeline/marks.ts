/** Marks on a text → marks on its tokens: each token that a mark touches. */
import { bytesOfToken } from '../../text/bpe/alphabet.js';
import type { Tokenizer } from '../../text/bpe/tokenizer.js';
import type { Span } from '../document.js';
import type { TokenMark } from '../pack/shards.js';

/** How many bytes of UTF-8 each token stands for. */
export const bytesOfTokens = (tokenizer: Tokenizer): Uint32Array =>
  Uint32Array.from(
    { length: tokenizer.vocabularySize },
    (_, id) => bytesOfToken(tokenizer.base, tokenizer.tokenOf(id)).length,
  );

/** @param spans - in order of their start. */
export function marksOf(
  text: string,
  tokens: Int32Array,
  spans: readonly Span[],
  bytes: Uint32Array,
): TokenMark[] {
  const marks: TokenMark[] = [];
  let unit = 0;
  let byte = 0;
  /** Begins at byte `at`. */
  let token = 0;
  let at = 0;
  for (const { start, end, label } of spans) {
    byte += Buffer.byteLength(text.slice(unit, start));
    unit = start;
    while (token < tokens.length && at + bytes[tokens[token]!]! <= byte) at += bytes[tokens[token++]!]!;
    const until = byte + Buffer.byteLength(text.slice(start, end));
    let last = token;
    for (let here = at; last < tokens.length && here < until; last++) here += bytes[tokens[last]!]!;
    if (last > token) marks.push({ start: token, count: last - token, label });
  }
  return marks;
}
