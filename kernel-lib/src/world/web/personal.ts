/**
 * Personal data that nobody owns, and what only looks like it.
 * E-mail: example.org/.com/.net (RFC 2606). Telephone: numbers kept free for films and books (North America 555-01xx;
 * Ofcom, Arcep, Bundesnetzagentur and ACMA keep such ranges), in China a prefix and an area code that are not given out.
 * Identity numbers (GB 11643-1999): real provinces, but county 99, which no place has. Cards: 4000 00…, 6200 00….
 */
import { pick, type Random } from '../../random.js';
import type { Language } from '../document.js';
import { between, digits, happens } from './chance.js';

/** The check character of a Chinese identity number's first 17 digits (ISO 7064, MOD 11-2). */
export function identityCheck(first17: string): string {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((total, weight, i) => total + weight * Number(first17[i]), 0);
  return '10X98765432'[sum % 11]!;
}

/** The last digit that makes a number pass the Luhn test (ISO/IEC 7812). */
export function luhnCheck(number: string): string {
  let sum = 0;
  for (let i = 0; i < number.length; i++) {
    const digit = Number(number[number.length - 1 - i]);
    const doubled = i % 2 === 0 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return String((10 - (sum % 10)) % 10);
}

/** The last digit of an ISBN-13 (EAN). */
export function isbnCheck(first12: string): string {
  const sum = [...first12].reduce((total, digit, i) => total + Number(digit) * (i % 2 === 0 ? 1 : 3), 0);
  return String((10 - (sum % 10)) % 10);
}

type Maker = (random: Random, language: Language) => string;

const twoDigits = (n: number) => String(n).padStart(2, '0');
const wrongDigit = (random: Random, right: string) =>
  String((Number(right === 'X' ? 0 : right) + between(random, 1, 9)) % 10);

const email: Maker = (random) => {
  const given = pick(random, [
    'anna',
    'li.wei',
    'tom',
    'mei',
    'j.brown',
    'zhang.min',
    'sara',
    'chen',
    'o.berg',
  ]);
  const domain = pick(random, ['example.org', 'example.com', 'example.net', 'mail.example.org']);
  return `${given}${pick(random, ['', '', '.', '_', '+notes'])}${digits(random, 2)}@${domain}`;
};

const englishPhones: readonly Maker[] = [
  (random) => `(${pick(random, ['212', '415', '617'])}) 555-01${digits(random, 2)}`,
  (random) => `+1 ${pick(random, ['212', '415', '617'])}-555-01${digits(random, 2)}`,
  (random) => `020 7946 0${digits(random, 3)}`,
  (random) => `+44 7700 900${digits(random, 3)}`,
  (random) => `+33 1 99 00 ${digits(random, 2)} ${digits(random, 2)}`,
  (random) => `+49 30 23125 ${digits(random, 3)}`,
  (random) => `+61 2 5550 ${digits(random, 4)}`,
];
/** As typed with a Chinese keyboard. */
const fullWidth = (number: string) =>
  number.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0));

const chinesePhones: readonly Maker[] = [
  (random) => `154${digits(random, 8)}`,
  (random) => `154-${digits(random, 4)}-${digits(random, 4)}`,
  (random) => `+86 154 ${digits(random, 4)} ${digits(random, 4)}`,
  (random) => `026-8${digits(random, 7)}`,
  (random) => fullWidth(`154${digits(random, 8)}`),
];

function identityStart(random: Random): string {
  const county = `${pick(random, ['11', '31', '44', '51', '61'])}01${'99'}`;
  const born = `${between(random, 1950, 2007)}${twoDigits(between(random, 1, 12))}${twoDigits(between(random, 1, 28))}`;
  return county + born + digits(random, 3);
}
const cardStart = (random: Random) => pick(random, ['400000', '620000']) + digits(random, 9);
const inFours = (random: Random, number: string) =>
  number.replace(/(\d{4})(?=\d)/g, `$1${pick(random, ['', ' ', ' ', '-'])}`);

/** Personal data by type; the types are those of the placeholders that replace it. */
export const PERSONAL: Readonly<Record<string, Maker>> = {
  email,
  phone: (random, language) =>
    pick(random, language === 'en' ? englishPhones : chinesePhones)(random, language),
  'identity-number': (random) => {
    const start = identityStart(random);
    const number = start + identityCheck(start);
    return happens(random, 0.5) ? number : number.replace('X', 'x');
  },
  'card-number': (random) => {
    const start = cardStart(random);
    return inFours(random, start + luhnCheck(start));
  },
};

const MONTHS = ['January', 'March', 'May', 'June', 'October', 'November'];

/** What has to stay, by type. Numbers that carry a check digit elsewhere have a wrong one here. */
export const LOOK_ALIKES: Readonly<Record<string, Maker>> = {
  'order-number': (random) =>
    `${pick(random, ['A', 'BX', 'ORD-', 'NO.'])}${digits(random, between(random, 7, 12))}`,
  isbn: (random) => {
    const first12 = `978${pick(random, ['0', '7'])}00${digits(random, 6)}`;
    return `${first12.slice(0, 3)}-${first12[3]}-${first12.slice(4, 6)}-${first12.slice(6)}-${isbnCheck(first12)}`;
  },
  date: (random, language) => {
    const [year, month, day] = [between(random, 1990, 2026), between(random, 1, 12), between(random, 1, 28)];
    if (happens(random, 0.5)) return `${year}-${twoDigits(month)}-${twoDigits(day)}`;
    return language === 'en' ? `${day} ${pick(random, MONTHS)} ${year}` : `${year}年${month}月${day}日`;
  },
  'student-number': (random) => `20${digits(random, 2)}${digits(random, 6)}`,
  'time-stamp': (random) => {
    const parts = [
      between(random, 1, 12),
      between(random, 1, 28),
      between(random, 0, 23),
      between(random, 0, 59),
    ];
    return between(random, 2015, 2026) + parts.map(twoDigits).join('');
  },
  'parcel-number': (random) => {
    const start = `9${digits(random, 16)}`;
    return start + wrongDigit(random, luhnCheck(start));
  },
  coordinates: (random) => `34.${digits(random, 4)}, 108.${digits(random, 4)}`,
  version: (random) => `${between(random, 1, 12)}.${between(random, 0, 30)}.${digits(random, 3)}`,
  'invalid-identity-number': (random) => {
    const start = identityStart(random);
    return start + wrongDigit(random, identityCheck(start));
  },
  'invalid-card-number': (random) => {
    const start = cardStart(random);
    return inFours(random, start + wrongDigit(random, luhnCheck(start)));
  },
  handle: (random) => `@${pick(random, ['blossom', 'chess_club', 'rowing', 'lantern'])}${digits(random, 2)}`,
  measure: (random, language) => {
    const amount = `${between(random, 2, 9)},${digits(random, 3)},${digits(random, 3)}`;
    return language === 'en' ? `${amount} square feet` : `${amount}平方米`;
  },
};
