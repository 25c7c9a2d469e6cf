/** Pictures that come as bytes: of a file, or of a library that draws. */
import { UserError } from '../errors.js';
import { View } from './show.js';

/** How the files begin, as hexadecimal digits; dots stand for any. */
const KINDS: readonly (readonly [start: RegExp, type: string, name: string])[] = [
  [/^89504e47/, 'image/png', 'PNG'],
  [/^ffd8ff/, 'image/jpeg', 'JPEG'],
  [/^47494638/, 'image/gif', 'GIF'],
  [/^52494646.{8}57454250/, 'image/webp', 'WebP'],
];

/**
 * A PNG, JPEG, GIF or WebP picture.
 * @param text - for terminals and for readers who cannot see it; default: its kind and size.
 */
export function image(bytes: Uint8Array, text?: string): View {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = buffer.toString('hex', 0, 12);
  const [, type, name] = KINDS.find(([pattern]) => pattern.test(start)) ?? [];
  if (type === undefined || name === undefined) {
    throw new UserError(
      `image needs the bytes of a PNG, JPEG, GIF or WebP file; these ${bytes.length} begin with "${start.slice(0, 8)}".`,
    );
  }
  const plain = text ?? `a picture (${name}, ${bytes.length} bytes)`;
  return new View(() => ({ [type]: buffer.toString('base64'), 'text/plain': plain }));
}
