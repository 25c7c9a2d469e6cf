/** Check digits: what tells a number that somebody owns from one that only looks like it. */

/** Weights of GB 11643-1999 (ISO 7064 MOD 11-2): 2^(17−i) mod 11. */
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS = '10X98765432';
/** First two digits: the provinces of GB/T 2260. */
const PROVINCES = new Set([
  ...[11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46],
  ...[50, 51, 52, 53, 54, 61, 62, 63, 64, 65, 71, 81, 82, 83],
]);

/** The check character of the first 17 digits of a Chinese identity number. */
export function identityCheck(seventeen: string): string {
  let sum = 0;
  for (let i = 0; i < 17; i++) sum += WEIGHTS[i]! * (seventeen.charCodeAt(i) - 48);
  return CHECKS[sum % 11]!;
}

/** Whether 17 digits have a province and a date of birth, as an identity number has. */
export function looksLikeIdentity(digits: string): boolean {
  return (
    PROVINCES.has(Number(digits.slice(0, 2))) &&
    isDate(Number(digits.slice(6, 10)), Number(digits.slice(10, 12)), Number(digits.slice(12, 14)))
  );
}

/** Whether 18 characters (the last may be X) are a Chinese identity number: province, date and check character. */
export function isIdentityNumber(eighteen: string): boolean {
  return looksLikeIdentity(eighteen) && identityCheck(eighteen) === eighteen[17]!.toUpperCase();
}

function isDate(year: number, month: number, day: number): boolean {
  if (year < 1850 || year > 2099 || month < 1 || month > 12 || day < 1) return false;
  return day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** The mod-10 sum of ISO/IEC 7812-1, annex B ("Luhn"). */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 48;
    const twice = i % 2 === 1 ? 2 * digit : digit;
    sum += twice > 9 ? twice - 9 : twice;
  }
  return sum % 10 === 0;
}

/** Issuers by the first digits (from, to, how many digits) and the lengths of their numbers. */
const ISSUERS: readonly (readonly [from: number, to: number, lengths: readonly number[]])[] = [
  [4, 4, [13, 16, 19]], // Visa
  [51, 55, [16]], // Mastercard
  [2221, 2720, [16]],
  [34, 34, [15]], // American Express
  [37, 37, [15]],
  [62, 62, [16, 17, 18, 19]], // UnionPay
  [81, 81, [16, 17, 18, 19]],
  [6011, 6011, [16, 17, 18, 19]], // Discover
  [644, 649, [16, 17, 18, 19]],
  [65, 65, [16, 17, 18, 19]],
  [3528, 3589, [16, 17, 18, 19]], // JCB
  [300, 305, [14, 16]], // Diners Club
  [36, 36, [14]],
  [38, 39, [14, 16]],
  [50, 50, [13, 14, 15, 16, 17, 18, 19]], // Maestro
  [56, 58, [13, 14, 15, 16, 17, 18, 19]],
  [60, 60, [16, 17, 18, 19]],
];

/** Whether digits are a payment card's number: an issuer's range, its length, and the check digit. */
export function isCardNumber(digits: string): boolean {
  if (digits.length < 13 || digits.length > 19) return false;
  const issued = ISSUERS.some(([from, to, lengths]) => {
    const begin = Number(digits.slice(0, String(from).length));
    return begin >= from && begin <= to && lengths.includes(digits.length);
  });
  return issued && passesLuhn(digits);
}
