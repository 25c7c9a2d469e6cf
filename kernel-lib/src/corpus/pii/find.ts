/**
 * Finds personal data in one pass from left to right: it stops at `@`, `+`, `(` and digits, and looks at a bounded
 * stretch there. Numbers with a check digit are personal only where it is right, so look-alikes stay.
 */
import { type CodeUnits, CodeUnitBuffer } from '../code-units.js';
import type { Span } from '../document.js';
import { isCardNumber, isIdentityNumber, looksLikeIdentity } from './checks.js';
import { contextOf } from './context.js';
import { emailAt } from './email.js';
import { fold, isDigit, isWordUnit } from './fold.js';
import { type DigitGroups, readGroups } from './groups.js';
import { phoneGroups } from './phone.js';

export const personalKinds = [
  ...['email', 'phone', 'identity-number', 'card-number', 'ip-address', 'url-user'],
] as const as readonly ['email', 'phone', 'identity-number', 'card-number', 'ip-address', 'url-user'];
export type PersonalKind = (typeof personalKinds)[number];

const AT = 0x40;
const triggers = Uint8Array.from({ length: 65536 }, (_, unit) => {
  const folded = fold(unit);
  return isDigit(folded) || folded === AT || folded === 0x2b || folded === 0x28 ? 1 : 0;
});
const buffer = new CodeUnitBuffer();

/** Marks on the text (`pii:email`, …), in order, without overlap. */
export function findPersonalData(text: string, kinds: ReadonlySet<PersonalKind>): Span[] {
  const units = buffer.of(text);
  const spans: Span[] = [];
  let done = 0;
  for (let i = 0; i < units.length; i++) {
    if (triggers[units[i]!] === 0) continue;
    const found = fold(units[i]!) === AT ? emailAt(units, i) : numberAt(units, i);
    if (found !== undefined && found.kind !== undefined && kinds.has(found.kind) && found.end > done) {
      // An address may begin with digits that were taken for a number.
      while (spans.length > 0 && spans.at(-1)!.end > found.start) spans.pop();
      spans.push({ start: found.start, end: found.end, label: `pii:${found.kind}` });
      done = found.end;
    }
    if (found !== undefined) i = Math.max(i, found.end - 1);
  }
  return spans;
}

interface FoundNumber {
  start: number;
  end: number;
  /** Absent where the stretch is a number of nobody and can be passed over. */
  kind?: PersonalKind;
}

function numberAt(text: CodeUnits, start: number): FoundNumber | undefined {
  if (!beginsNumber(text, start)) return { start, end: digitsEnd(text, start) };
  if (isDigit(fold(text[start]!))) {
    const identity = identityAt(text, start);
    if (identity !== undefined) return identity;
    const address = addressAt(text, start);
    if (address !== undefined) return address;
  }
  const read = readGroups(text, start);
  if (read === undefined) return undefined;
  return cardIn(text, start, read) ?? phoneIn(text, start, read) ?? { start, end: digitsEnd(text, start) };
}

function digitsEnd(text: CodeUnits, start: number): number {
  let end = start;
  while (end < text.length && isDigit(fold(text[end]!))) end++;
  return Math.max(end, start + 1);
}

/** No letter, digit or `_` stands before, nor a mark that joins it to a number or a path. */
function beginsNumber(text: CodeUnits, start: number): boolean {
  if (start === 0) return true;
  const before = fold(text[start - 1]!);
  if (isWordUnit(before) || before === 0x2b) return false;
  if (start === 1) return true;
  const earlier = fold(text[start - 2]!);
  if ('-.,'.includes(String.fromCharCode(before))) return !isDigit(earlier);
  return !'/=#&%$'.includes(String.fromCharCode(before)) || !isWordUnit(earlier);
}

/** No letter or digit follows, nor a mark that joins it to more digits. */
function endsNumber(text: CodeUnits, end: number): boolean {
  if (end >= text.length) return true;
  const after = fold(text[end]!);
  if (isWordUnit(after) || after === AT) return false;
  const later = end + 1 < text.length ? fold(text[end + 1]!) : 0;
  return !('-./'.includes(String.fromCharCode(after)) && isDigit(later)) && !(after === 0x25);
}

/** 18 characters, as one or parted after the 6th and the 14th. */
function identityAt(text: CodeUnits, start: number): FoundNumber | undefined {
  let characters = '';
  let at = start;
  while (at < text.length && characters.length < 18) {
    const unit = fold(text[at]!);
    const last = characters.length === 17 && (unit | 0x20) === 0x78;
    if (isDigit(unit) || last) characters += String.fromCharCode(unit);
    else if (!((unit === 0x20 || unit === 0x2d) && /^(?:.{6}|.{14})$/.test(characters))) break;
    at++;
  }
  if (characters.length < 18 || !endsNumber(text, at) || !looksLikeIdentity(characters)) return undefined;
  // With a wrong check digit it is a look-alike, and no other kind of number either.
  return { start, end: at, ...(isIdentityNumber(characters) ? { kind: 'identity-number' as const } : {}) };
}

/** Four numbers from 0 to 255. */
function addressAt(text: CodeUnits, start: number): FoundNumber | undefined {
  let at = start;
  for (let part = 0; part < 4; part++) {
    let value = 0;
    const begin = at;
    while (at < text.length && at - begin < 3 && isDigit(fold(text[at]!))) {
      value = 10 * value + fold(text[at++]!) - 48;
    }
    if (at === begin || value > 255) return undefined;
    if (part < 3 && (at >= text.length || fold(text[at++]!) !== 0x2e)) return undefined;
  }
  return endsNumber(text, at) ? { start, end: at, kind: 'ip-address' } : undefined;
}

const CARD_SHAPE = /^(?:\d+|4 4 4 (?:1|4|4 [1-3])|4 6 [45]|6 1[0-3])$/;

function cardIn(text: CodeUnits, start: number, { plus, opened, groups, gaps }: DigitGroups) {
  if (plus || opened) return undefined;
  for (let count = Math.min(groups.length, 5); count > 0; count--) {
    const parts = groups.slice(0, count).map(({ digits }) => digits);
    const between = new Set(gaps.slice(0, count - 1));
    if (between.size > 1 || ![' ', '-', undefined].includes([...between][0])) continue;
    const end = groups[count - 1]!.end;
    const shape = parts.map(({ length }) => length).join(' ');
    if (!CARD_SHAPE.test(shape) || !isCardNumber(parts.join('')) || !endsNumber(text, end)) continue;
    if (contextOf(text, start) === 'other' && !mentionsCard(text, start)) return undefined;
    return { start, end, kind: 'card-number' as const };
  }
  return undefined;
}

/** "Card number" has a word for other numbers in it. */
function mentionsCard(text: CodeUnits, start: number): boolean {
  let before = '';
  for (let at = Math.max(0, start - 24); at < start; at++) before += String.fromCharCode(fold(text[at]!));
  return /card|visa|卡/i.test(before);
}

function phoneIn(text: CodeUnits, start: number, read: DigitGroups): FoundNumber | undefined {
  const digits = read.groups.reduce((sum, group) => sum + group.digits.length, 0);
  if (digits < 7 || followsFour(text, start, read.groups[0]!.digits.length)) return undefined;
  const context = contextOf(text, start);
  for (let rest = read; rest.groups.length > 0;) {
    const count = phoneGroups(rest, context);
    if (count === 0) return undefined;
    const end = rest.groups[count - 1]!.end;
    if (endsNumber(text, end)) return { start, end: withExtension(text, end), kind: 'phone' };
    rest = { ...rest, groups: rest.groups.slice(0, count - 1), gaps: rest.gaps.slice(0, count - 1) };
  }
  return undefined;
}

/** Whether four digits stand before four digits: then this is the rest of a longer number, such as a card's. */
function followsFour(text: CodeUnits, start: number, size: number): boolean {
  if (size !== 4 || start < 5 || fold(text[start - 1]!) !== 0x20) return false;
  return [2, 3, 4, 5].every((back) => isDigit(fold(text[start - back]!)));
}

/** `转801`, `ext. 12`, `x12` belong to the number. */
function withExtension(text: CodeUnits, end: number): number {
  let behind = '';
  for (let at = end; at < text.length && at < end + 16; at++) behind += String.fromCharCode(fold(text[at]!));
  return end + (/^ ?(?:转|分机|ext\.?|extension|x) ?\d{1,5}(?![\da-z])/i.exec(behind)?.[0].length ?? 0);
}
