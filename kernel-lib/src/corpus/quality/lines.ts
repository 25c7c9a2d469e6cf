import { characterClasses, DIGIT, ENDING, LETTER, LOW, SPACE } from './characters.js';
import type { CodeUnits } from '../code-units.js';
import type { Places } from './places.js';

export interface LineCounts {
  /** Lines as Python's `splitlines` cuts them. */
  lines: number;
  /** Lines that begin with `•` or `-`, after white space. */
  bulletLines: number;
  /** Lines that end in `…` or `...`, before white space. */
  ellipsisLines: number;
  newlines: number;
  /** Lines between `\n` that are not blank; those that end a sentence; those of at most the short length. */
  fullLines: number;
  endedLines: number;
  shortLines: number;
  /** Ends of sentences: `。！？` anywhere, `.!?…` before white space or a closing mark; `3.14` ends none. */
  sentences: number;
}

const NEWLINE = 0x0a;
const RETURN = 0x0d;
const CLOSING = new Set(Array.from('"\'”’」』）)]】》>*_', (mark) => mark.charCodeAt(0)));
const FULL_WIDTH_ENDINGS = new Set(Array.from('。！？｡．', (mark) => mark.charCodeAt(0)));

/** @param places - where lines and sentences may end. @param short - in characters. */
export function countLines(text: CodeUnits, places: Places, short: number): LineCounts {
  const counts = { lines: 0, bulletLines: 0, ellipsisLines: 0, newlines: 0, sentences: 0 };
  const full = { fullLines: 0, endedLines: 0, shortLines: 0 };
  let [line, fullLine, looked] = [0, 0, 0];
  /** Whether there is a letter or a digit since the last sentence. */
  let open = false;
  for (let place = 0; place < places.count; place++) {
    const i = places.at[place]!;
    const unit = text[i]!;
    if (characterClasses[unit]! & ENDING) {
      open ||= hasWord(text, looked, i);
      looked = i + 1;
      if (!open || !(FULL_WIDTH_ENDINGS.has(unit) || isBeforeGap(text, i + 1))) continue;
      counts.sentences++;
      open = false;
      continue;
    }
    if (unit === NEWLINE) {
      counts.newlines++;
      countFullLine(full, text, fullLine, i, short);
      fullLine = i + 1;
    }
    // The second half of \r\n ends no line of its own.
    if (unit !== NEWLINE || i === 0 || text[i - 1] !== RETURN) countLine(counts, text, line, i);
    line = i + 1;
  }
  if (line < text.length) countLine(counts, text, line, text.length);
  countFullLine(full, text, fullLine, text.length, short);
  return { ...counts, ...full };
}

type Lines = Pick<LineCounts, 'lines' | 'bulletLines' | 'ellipsisLines'>;

function countLine(counts: Lines, text: CodeUnits, start: number, end: number): void {
  counts.lines++;
  if (start === end) return;
  const { first, last } = solidEnds(text, start, end);
  if (first > last) return;
  const begin = text[first]!;
  if (begin === 0x2022 || begin === 0x2d) counts.bulletLines++;
  const mark = text[last]!;
  if (
    mark === 0x2026 ||
    (mark === 0x2e && last - 2 >= start && text[last - 1] === 0x2e && text[last - 2] === 0x2e)
  ) {
    counts.ellipsisLines++;
  }
}

type FullLines = Pick<LineCounts, 'fullLines' | 'endedLines' | 'shortLines'>;

function countFullLine(counts: FullLines, text: CodeUnits, start: number, end: number, short: number): void {
  if (start === end) return;
  const { first, last } = solidEnds(text, start, end);
  if (first > last) return;
  counts.fullLines++;
  if (endsSentence(text, first, last)) counts.endedLines++;
  if (isAtMost(text, start, end, short)) counts.shortLines++;
}

/** Whether a line that stands from `first` to `last` (inclusive) ends a sentence, closing quotes and brackets aside. */
export function endsSentence(text: CodeUnits, first: number, last: number): boolean {
  let at = last;
  while (at > first && CLOSING.has(text[at]!)) at--;
  return (characterClasses[text[at]!]! & ENDING) !== 0;
}

/** The first and the last place that hold no white space; `first > last` where all is white. */
export function solidEnds(text: CodeUnits, start: number, end: number): { first: number; last: number } {
  let first = start;
  let last = end - 1;
  while (first <= last && characterClasses[text[first]!]! & SPACE) first++;
  while (last >= first && characterClasses[text[last]!]! & SPACE) last--;
  return { first, last };
}

/** Whether there are at most so many characters; a pair of surrogates is one. */
function isAtMost(text: CodeUnits, start: number, end: number, most: number): boolean {
  if (end - start <= most) return true;
  if (end - start > 2 * most) return false;
  let characters = 0;
  for (let i = start; i < end; i++) if ((characterClasses[text[i]!]! & LOW) === 0) characters++;
  return characters <= most;
}

function hasWord(text: CodeUnits, start: number, end: number): boolean {
  for (let i = end - 1; i >= start; i--) {
    if (characterClasses[text[i]!]! & (LETTER | DIGIT)) return true;
  }
  return false;
}

function isBeforeGap(text: CodeUnits, at: number): boolean {
  if (at >= text.length) return true;
  const unit = text[at]!;
  return (characterClasses[unit]! & (SPACE | ENDING)) !== 0 || CLOSING.has(unit);
}
