/** Names of files and folders that others chose: shown as text, and never able to lead anywhere else. */

/** Control characters, and those that turn the direction of what stands beside them. */
const HARMFUL = /[\p{Cc}\u2028-\u202e\u2066-\u2069]/gu;

const escaped = (character: string) =>
  [...Buffer.from(character)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');

/**
 * The name as text. Bytes that are no UTF-8 and control characters become `%E9`, so that two names that differ stay
 * different; letters with accents get one spelling (NFC), whatever system wrote them.
 */
export function nameOf(raw: Uint8Array): string {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(raw);
  } catch {
    text = [...raw]
      .map((byte) => (byte < 0x80 ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase()}`))
      .join('');
  }
  return text.normalize('NFC').replace(HARMFUL, escaped);
}

/**
 * The parts of a name in an archive, or a clause that says why it is not followed: it is absolute, or leads out of
 * the archive ("zip slip").
 */
export function partsOf(raw: Uint8Array): string[] | { problem: string } {
  if (raw.includes(0)) return { problem: 'has a zero byte in its name' };
  const name = nameOf(raw).replaceAll('\\', '/');
  if (name.startsWith('/') || /^[A-Za-z]:/.test(name)) return { problem: 'has an absolute name' };
  const parts = name.split('/').filter((part) => part !== '' && part !== '.');
  return parts.includes('..') ? { problem: 'has a name that leads out of the archive' } : parts;
}

const IGNORED_FOLDERS = new Set(['node_modules', '__MACOSX', '__pycache__']);

/** Leftovers of systems and tools, which no student means to hand in: hidden files, `.git`, `node_modules`. */
export const isIgnored = (name: string) => name.startsWith('.') || IGNORED_FOLDERS.has(name);

export const isNotebook = (name: string) => /\.ipynb$/i.test(name);
export const isArchive = (name: string) => /\.zip$/i.test(name);

/** `s001.zip` and `work.ipynb` without their endings. */
export const stemOf = (name: string) => name.replace(/\.(zip|ipynb)$/i, '');
