import type { CodeUnits } from '../code-units.js';
import { fold, isDigit, isLetter } from './fold.js';

/** RFC 5321: at most 64 before and 255 behind the `@`; this also bounds the time spent at each. */
const LONGEST_LOCAL = 64;
const LONGEST_DOMAIN = 255;
const LOCAL_MARKS = new Set(Array.from("._%+-'", (mark) => mark.charCodeAt(0)));
/** What looks like a top-level domain and is the ending of a file (`logo@2x.png`). */
const FILES = new Set(['png', 'jpg', 'jpeg', 'gif', 'svg', 'webp', 'js', 'css', 'html', 'json']);

export interface Found {
  start: number;
  end: number;
  kind: 'email' | 'url-user';
}

/** The e-mail address, or the user part of a URL (`https://USER@host`), around the `@` at `at`. */
export function emailAt(text: CodeUnits, at: number): Found | undefined {
  const start = localStart(text, at);
  const end = domainEnd(text, at);
  if (end === undefined) return undefined;
  const scheme = schemeBefore(text, at);
  if (scheme !== undefined) return scheme < at ? { start: scheme, end: at, kind: 'url-user' } : undefined;
  if (start === at) return undefined;
  // git@host:path is a program's login, not a person.
  if (at - start === 3 && end < text.length && fold(text[end]!) === 0x3a && spells(text, start, 'git')) {
    return undefined;
  }
  return { start, end, kind: 'email' };
}

function localStart(text: CodeUnits, at: number): number {
  let start = at;
  while (start > 0 && at - start <= LONGEST_LOCAL && isLocal(fold(text[start - 1]!))) start--;
  if (at - start > LONGEST_LOCAL) return at;
  while (start < at && !isLetter(fold(text[start]!)) && !isDigit(fold(text[start]!))) start++;
  const last = at > start ? fold(text[at - 1]!) : 0;
  return last === 0x2e ? at : start;
}

const isLocal = (unit: number) => isLetter(unit) || isDigit(unit) || LOCAL_MARKS.has(unit);

/** Where a domain with at least one point and a top level of letters ends. */
function domainEnd(text: CodeUnits, at: number): number | undefined {
  let end = at + 1;
  let domain = '';
  while (end < text.length && domain.length <= LONGEST_DOMAIN) {
    const unit = fold(text[end]!);
    if (!isLetter(unit) && !isDigit(unit) && unit !== 0x2e && unit !== 0x2d) break;
    domain += String.fromCharCode(unit);
    end++;
  }
  if (domain.length > LONGEST_DOMAIN) return undefined;
  const labels = domain.toLowerCase().split('.');
  while (labels.length > 0 && !isTopLevel(labels.at(-1)!)) {
    // What is no top level is cut off where it only follows a sentence's end: "a@b.org.1".
    end -= labels.pop()!.length + 1;
  }
  const whole = labels.length > 1 && labels.every((label) => label !== '' && !/^-|-$/.test(label));
  return whole ? end : undefined;
}

const isTopLevel = (label: string) => /^(?:[a-z]{2,24}|xn--[a-z0-9-]+)$/.test(label) && !FILES.has(label);

/** Where the user part of a URL begins whose `@` this is. */
function schemeBefore(text: CodeUnits, at: number): number | undefined {
  for (let i = at - 1; i > at - 2 * LONGEST_LOCAL && i >= 2; i--) {
    const unit = fold(text[i]!);
    if (unit === 0x2f) return fold(text[i - 1]!) === 0x2f && fold(text[i - 2]!) === 0x3a ? i + 1 : undefined;
    if (unit <= 0x20 || unit > 0x7e) return undefined;
  }
  return undefined;
}

const spells = (text: CodeUnits, start: number, word: string) =>
  [...word].every((letter, i) => (fold(text[start + i]!) | 0x20) === letter.charCodeAt(0));
