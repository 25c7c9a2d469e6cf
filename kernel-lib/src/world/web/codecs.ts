/** Encoders that the platform lacks (it only decodes): gb18030 and windows-1252. */

/** Windows-1252 from 0x80 to 0x9F; where it has no character, WHATWG keeps the control character. */
const UPPER_1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/**
 * Bytes read as windows-1252. Every byte is a character, so nothing is lost. Node 20's TextDecoder reads them as latin-1.
 */
export function decode1252(bytes: Uint8Array): string {
  const latin1 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  return latin1.replace(/[\x80-\x9f]/g, (unit) => UPPER_1252[unit.charCodeAt(0) - 0x80]!);
}

/**
 * Text as windows-1252.
 * @param missing - bytes for a character that it lacks; as browsers do it: a numeric reference.
 */
export function encode1252(text: string, missing = (character: string) => reference(character)): Uint8Array {
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0)!;
    const upper = UPPER_1252.indexOf(character);
    if (upper >= 0) bytes.push(0x80 + upper);
    else if (code < 0x80 || (code >= 0xa0 && code < 0x100)) bytes.push(code);
    else bytes.push(...Buffer.from(missing(character), 'latin1'));
  }
  return Uint8Array.from(bytes);
}

const reference = (character: string) => `&#${character.codePointAt(0)};`;

/** Bytes of a character by its code unit, high byte first; 0 where there is none. */
let gbTable: Uint32Array | undefined;

/** The decoder turned around: all two-byte codes, then the four-byte codes of the basic plane. */
function makeGbTable(): Uint32Array {
  const table = new Uint32Array(0x10000);
  const decoder = new TextDecoder('gb18030');
  // The decoder gives U+FFFD for what it cannot read; this is the code of the character itself.
  table[0xfffd] = 0x8431a437;
  for (let pointer = 0; pointer < 39_420; pointer++) {
    const code = fourBytes(pointer);
    const text = decoder.decode(Uint8Array.of(code >>> 24, code >>> 16, code >>> 8, code));
    if (text.length === 1 && text !== '\ufffd') table[text.charCodeAt(0)] = code;
  }
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      const text = decoder.decode(Uint8Array.of(lead, trail));
      if (text.length !== 1 || text === '\ufffd') continue;
      // Two codes mean U+3000; writers use the first.
      const before = table[text.charCodeAt(0)]!;
      if (before === 0 || before > 0xffff) table[text.charCodeAt(0)] = (lead << 8) | trail;
    }
  }
  return table;
}

/** A four-byte code as one number (GB 18030-2005: bytes of 126 × 10 × 126 × 10 values). */
function fourBytes(pointer: number): number {
  const first = 0x81 + Math.floor(pointer / 12_600);
  const second = 0x30 + (Math.floor(pointer / 1260) % 10);
  const third = 0x81 + (Math.floor(pointer / 10) % 126);
  return ((first << 24) | (second << 16) | (third << 8) | (0x30 + (pointer % 10))) >>> 0;
}

/**
 * Text as gb18030 (which GBK is a part of). Every assigned character has a code; the few private ones that have none
 * become a numeric reference, as in a browser's form.
 */
export function encodeGb18030(text: string): Uint8Array {
  gbTable ??= makeGbTable();
  // A reference to a character of the basic plane has at most eight bytes.
  const bytes = new Uint8Array(text.length * 8);
  let length = 0;
  for (const character of text) {
    const code = character.codePointAt(0)!;
    let value = code;
    if (code >= 0x10000) value = fourBytes(code - 0x10000 + 189_000);
    else if (code >= 0x80) value = gbTable[code]!;
    if (value === 0 && code > 0) {
      for (const byte of Buffer.from(reference(character))) bytes[length++] = byte;
      continue;
    }
    if (value > 0xffff) {
      bytes[length++] = value >>> 24;
      bytes[length++] = value >>> 16;
    }
    if (value > 0xff) bytes[length++] = value >>> 8;
    bytes[length++] = value;
  }
  return bytes.slice(0, length);
}
