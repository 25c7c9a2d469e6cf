/** Full-width digits, letters and marks as their ASCII ones, code unit by code unit, so that places stay the same. */
const folded = Uint16Array.from({ length: 65536 }, (_, unit) => {
  if (unit >= 0xff01 && unit <= 0xff5e) return unit - 0xfee0;
  if (unit === 0x3000 || unit === 0xa0 || unit === 0x2009 || unit === 0x202f) return 0x20;
  if ((unit >= 0x2010 && unit <= 0x2015) || unit === 0x2212) return 0x2d;
  return unit;
});

/** The ASCII character that a code unit stands for; any other unit as it is. */
export const fold = (unit: number): number => folded[unit]!;

export const isDigit = (unit: number): boolean => unit >= 0x30 && unit <= 0x39;
export const isLetter = (unit: number): boolean => (unit | 0x20) >= 0x61 && (unit | 0x20) <= 0x7a;
export const isWordUnit = (unit: number): boolean => isDigit(unit) || isLetter(unit) || unit === 0x5f;
