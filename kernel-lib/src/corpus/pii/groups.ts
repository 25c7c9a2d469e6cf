import type { CodeUnits } from '../code-units.js';
import { fold, isDigit } from './fold.js';

/** Digits as a person writes them: in groups, with little between. */
export interface DigitGroups {
  /** Whether `+` stands before. */
  plus: boolean;
  groups: { digits: string; end: number }[];
  /** What stands between group i and i + 1, folded: ` `, `-`, `.`, `) `, … */
  gaps: string[];
  /** Whether a bracket that opens before the first group also closes. */
  opened: boolean;
}

/** No number that we look for has more. */
const MOST_DIGITS = 24;
const MOST_GROUPS = 6;
const GAP = ' -.()';

/** Reads groups of digits from `start`, where `+`, `(` or a digit stands; at most 24 digits in 6 groups, so its time is bounded. */
export function readGroups(text: CodeUnits, start: number): DigitGroups | undefined {
  let at = start;
  const plus = at < text.length && fold(text[at]!) === 0x2b;
  if (plus) at++;
  const opened = at < text.length && fold(text[at]!) === 0x28;
  if (opened) at++;
  const result: DigitGroups = { plus, groups: [], gaps: [], opened };
  let total = 0;
  while (total <= MOST_DIGITS && result.groups.length < MOST_GROUPS) {
    let digits = '';
    while (at < text.length && isDigit(fold(text[at]!)) && total + digits.length <= MOST_DIGITS) {
      digits += String.fromCharCode(fold(text[at++]!));
    }
    if (digits === '') break;
    result.groups.push({ digits, end: at });
    total += digits.length;
    const gap = readGap(text, at);
    if (gap === '') break;
    result.gaps.push(gap);
    at += gap.length;
  }
  return result.groups.length === 0 ? undefined : result;
}

/** Up to three marks with a digit behind them; '' where there is no such thing. */
function readGap(text: CodeUnits, start: number): string {
  let gap = '';
  for (let at = start; at < text.length && gap.length < 4; at++) {
    const unit = fold(text[at]!);
    if (isDigit(unit)) return gap;
    const mark = String.fromCharCode(unit);
    if (!GAP.includes(mark)) return '';
    gap += mark;
  }
  return '';
}
