/** Telephone numbers: international, Chinese, North American, British and the like, by their groups of digits. */
import type { DigitGroups } from './groups.js';

/** How many of the groups from the first one are a telephone number; 0 where they are none. */
export function phoneGroups(read: DigitGroups, context: 'phone' | 'other' | undefined): number {
  if (context === 'other' && !read.plus) return 0;
  for (let count = read.groups.length; count > 0; count--) {
    const sizes = read.groups.slice(0, count).map(({ digits }) => digits.length);
    const digits = read.groups.slice(0, count).map((group) => group.digits).join(''); // prettier-ignore
    const gaps = read.gaps.slice(0, count - 1);
    if (!gapsFit(gaps, sizes, read.opened)) continue;
    const fits = read.plus
      ? isInternational(digits, sizes)
      : isNational(digits, sizes, read.opened) || (context === 'phone' && isAnyPhone(digits, sizes, gaps));
    if (fits) return count;
  }
  return 0;
}

/** One kind of mark between groups, brackets aside; a single point is a decimal number. */
function gapsFit(gaps: readonly string[], sizes: readonly number[], opened: boolean): boolean {
  const joined = gaps.join('');
  const [open, close] = [count(joined, '(') + (opened ? 1 : 0), count(joined, ')')];
  if (open !== close) return false;
  if (joined === '.') return false;
  return gaps.every((gap) => gap.length <= 3 && !/--|\.\.|\( *$|^ *\) *\(/.test(gap.replace(/\($/, '')));
}

const count = (text: string, mark: string) => text.split(mark).length - 1;

/** Digits behind a plus: the plans of +1, +86 and +44, else 8 to 15 as E.164 has them. */
function isInternational(digits: string, sizes: readonly number[]): boolean {
  if (digits.startsWith('1')) return digits.length === 11 && isNorthAmerican(digits.slice(1));
  if (digits.startsWith('86')) return isChinese(digits.slice(2));
  if (digits.startsWith('44')) return /^440?[1-9]\d{8,9}$/.test(digits);
  if (digits.startsWith('0') || digits.length > 15) return false;
  return digits.length >= 10 || (digits.length >= 8 && sizes.length > 1);
}

const isChinese = (rest: string) => /^(?:1[3-9]\d{9}|0?[1-9]\d{8,10})$/.test(rest);
const isNorthAmerican = (ten: string) => /^[2-9]\d\d[2-9]\d{6}$/.test(ten);
const MOBILE_SIZES = ['11', '3 4 4', '3 8', '7 4', '4 4 3', '5 6'];

function isNational(digits: string, sizes: readonly number[], opened: boolean): boolean {
  const shape = sizes.join(' ');
  if (/^1[3-9]\d{9}$/.test(digits)) return MOBILE_SIZES.includes(shape);
  if (/^(?:00)?861[3-9]\d{9}$/.test(digits)) return true;
  // Both zeros stand in one group: `0 0 192.168.1.1` is a row of a table.
  if (/^00[1-9]\d{8,12}$/.test(digits)) return sizes.length > 1 && sizes[0]! >= 2;
  if (/^0[1-9]/.test(digits)) return isTrunk(digits, sizes, opened);
  if (/^[48]00\d{7}$/.test(digits)) return shape === '3 3 4' || shape === '3 4 3';
  if (digits.length === 10) return shape === '3 3 4' && isNorthAmerican(digits);
  return digits.length === 11 && shape === '1 3 3 4' && digits[0] === '1' && isNorthAmerican(digits.slice(1));
}

/** A trunk 0 before the area code: China, Britain and most of Europe. */
function isTrunk(digits: string, sizes: readonly number[], opened: boolean): boolean {
  if (/^07\d{9}$/.test(digits) && sizes.length === 1) return true; // a British mobile
  if (digits.length < 10 || digits.length > 12 || sizes.length < 2) return false;
  const [first, ...rest] = sizes as [number, ...number[]];
  const areaFirst = first >= 3 && first <= 5 && (rest.every((size) => size >= 3) || opened);
  return areaFirst || sizes.every((size) => size === 2);
}

/** After a word for phones almost any number of the right length is one, but dates and decimal numbers. */
function isAnyPhone(digits: string, sizes: readonly number[], gaps: readonly string[]): boolean {
  if (digits.length < 7 || digits.length > 12) return false;
  if (sizes.join(' ') === '4 2 2' || (gaps.includes('.') && sizes.length < 3)) return false;
  return sizes.every((size) => size >= 2);
}
