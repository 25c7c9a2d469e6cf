/** The tokens that are there before anything is merged: special ones, the 256 bytes, and characters. */
import { UserError } from '../../errors.js';

/** What tokens are merged from: characters, with bytes for those that have no token; or bytes alone. */
export type Base = 'characters' | 'bytes';

/** Tokens with a meaning of their own; a token's id is its place. */
export const SPECIAL_TOKENS = [
  '<|pad|>',
  '<|end|>',
  '<|mask|>',
  '<|user|>',
  '<|assistant|>',
  '<|system|>',
] as const;
export type SpecialToken = (typeof SPECIAL_TOKENS)[number];

/** The ids of those that batches and evaluations speak of. */
export const END: number = SPECIAL_TOKENS.indexOf('<|end|>');
export const MASK: number = SPECIAL_TOKENS.indexOf('<|mask|>');

/** The ids of the 256 bytes begin here. */
export const FIRST_BYTE: number = SPECIAL_TOKENS.length;
/** Merged tokens, and with `characters` the characters before them, begin here. */
export const FIRST_OTHER: number = FIRST_BYTE + 256;

/**
 * GPT-2's way to write any byte as one visible character: those that are visible in Latin-1 stand for themselves, the
 * others are U+0100 and on, so a space is Ġ. Source: `bytes_to_unicode` in openai/gpt-2, encoder.py (2019).
 */
function visibleBytes(): string[] {
  const isVisible = (byte: number) =>
    (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || (byte >= 0xae && byte <= 0xff);
  let hidden = 0;
  return Array.from({ length: 256 }, (_, byte) =>
    String.fromCodePoint(isVisible(byte) ? byte : 0x100 + hidden++),
  );
}

const VISIBLE = visibleBytes();
const HEXADECIMAL = Array.from(
  { length: 256 },
  (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`,
);

/** How a byte's token is written: `<0x0A>` beside characters, GPT-2's visible character where there are bytes alone. */
export function byteName(base: Base, byte: number): string {
  return (base === 'bytes' ? VISIBLE : HEXADECIMAL)[byte]!;
}

/** The bytes in the order of their ids; among bytes alone that of their visible characters, as Hugging Face sorts them. */
export function bytesInOrder(base: Base): number[] {
  const bytes = Array.from({ length: 256 }, (_, byte) => byte);
  if (base === 'characters') return bytes;
  return bytes.sort((a, b) => VISIBLE[a]!.codePointAt(0)! - VISIBLE[b]!.codePointAt(0)!);
}

/** The byte of each visible character. */
const BYTE_OF_VISIBLE = new Map(VISIBLE.map((name, byte) => [name, byte]));
const BYTE_OF_HEXADECIMAL = new Map(HEXADECIMAL.map((name, byte) => [name, byte]));

/** The bytes of a token's text: UTF-8 of what it stands for. Throws a UserError where bytes are written in no such way. */
export function bytesOfToken(base: Base, token: string): Uint8Array {
  if (base === 'characters') {
    const byte = token.length === 6 ? BYTE_OF_HEXADECIMAL.get(token) : undefined;
    return byte === undefined ? Buffer.from(token) : Uint8Array.of(byte);
  }
  if ((SPECIAL_TOKENS as readonly string[]).includes(token)) return Buffer.from(token);
  const bytes = new Uint8Array(token.length);
  for (let i = 0; i < token.length; i++) {
    const byte = BYTE_OF_VISIBLE.get(token[i]!);
    if (byte === undefined)
      throw new UserError(`The token ${JSON.stringify(token)} is no sequence of bytes.`);
    bytes[i] = byte;
  }
  return bytes;
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** What a token stands for, to show; bytes that are no whole characters as `<0xE6>`. */
export function readableToken(base: Base, token: string): string {
  const bytes = bytesOfToken(base, token);
  try {
    return UTF8.decode(bytes);
  } catch {
    return Array.from(bytes, (byte) => HEXADECIMAL[byte]!).join('');
  }
}

/** Special tokens and bytes: the beginning of every vocabulary. */
export function firstTokens(base: Base): string[] {
  return [...SPECIAL_TOKENS, ...bytesInOrder(base).map((byte) => byteName(base, byte))];
}
