/** From characters back to the bytes that they were wrongly read from. */

/** What windows-1252 has at 0x80 to 0x9F, in order; where it has nothing, the control character itself. */
const WINDOWS = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

/** The byte (128 to 255) of windows-1252 or latin-1 for a code unit; 0 where there is none. */
export const byteOf: Uint8Array = Uint8Array.from({ length: 65536 }, (_, unit) =>
  unit >= 0x80 && unit <= 0xff ? unit : 0,
);
for (let i = 0; i < WINDOWS.length; i++) byteOf[WINDOWS.charCodeAt(i)] = 0x80 + i;

let gbk: Uint16Array | undefined;

/** The two bytes of GBK for a code unit, as one number; 0 where there are none. Built when it is first asked for. */
export function gbkOf(unit: number): number {
  gbk ??= gbkTable();
  return gbk[unit]!;
}

function gbkTable(): Uint16Array {
  const table = new Uint16Array(65536);
  const decoder = new TextDecoder('gbk');
  const bytes = new Uint8Array(2);
  for (bytes[0] = 0x81; bytes[0] < 0xff; bytes[0]++) {
    for (let trail = 0x40; trail < 0xff; trail++) {
      if (trail === 0x7f) continue;
      bytes[1] = trail;
      const text = decoder.decode(bytes);
      if (text.length === 1 && text !== '\ufffd') table[text.charCodeAt(0)] = bytes[0] * 256 + trail;
    }
  }
  table[0x20ac] = 0x8000; // the euro sign is one byte in what browsers call GBK
  return table;
}

/** How many bytes of a UTF-8 sequence begin here and are whole: 2, 3 or 4; 0 where none does. */
export function sequenceAt(bytes: ArrayLike<number>, at: number, end: number): number {
  const lead = bytes[at]!;
  const length =
    lead >= 0xf0 && lead <= 0xf4 ? 4 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xc2 && lead < 0xe0 ? 2 : 0;
  if (length === 0 || at + length > end) return 0;
  for (let i = 1; i < length; i++) if ((bytes[at + i]! & 0xc0) !== 0x80) return 0;
  // Overlong forms, surrogates and what lies above U+10FFFF are no UTF-8.
  const second = bytes[at + 1]!;
  if ((lead === 0xe0 && second < 0xa0) || (lead === 0xed && second > 0x9f)) return 0;
  return (lead === 0xf0 && second < 0x90) || (lead === 0xf4 && second > 0x8f) ? 0 : length;
}
