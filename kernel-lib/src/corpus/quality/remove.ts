/** Judges that look at lines: a bad line is taken out; the page leaves where too little of it is good. */
import type { Document, Reason, Span, Verdict } from '../document.js';
import { movedSpans } from '../pii/judge.js';

/** Asked about each line that is not blank; a text that it gives replaces the line, a reason takes it out. */
export type LineCheck = (line: string, document: Document) => Reason | string | undefined;

/**
 * The document without its bad lines. It is dropped, for the first bad line's reason, where the good ones hold less
 * than the given share of its characters (white space at line ends aside).
 */
export function withoutBadLines(document: Document, check: LineCheck, leastGood: number): Verdict {
  const { text } = document;
  const cuts: Cut[] = [];
  let reason: Reason | undefined;
  let [good, bad] = [0, 0];
  for (let start = 0; start <= text.length;) {
    const found = text.indexOf('\n', start);
    const end = found < 0 ? text.length : found;
    const line = text.slice(start, end);
    const size = line.trim().length;
    const verdict = size === 0 ? undefined : check(line, document);
    if (verdict === undefined || typeof verdict === 'string') {
      good += size;
      if (verdict !== undefined && verdict !== line) cuts.push({ start, end, text: verdict });
    } else {
      bad += size;
      reason ??= verdict;
      cuts.push(wholeLine(text, start, end));
    }
    start = end + 1;
  }
  if (reason !== undefined && good < leastGood * (good + bad)) return { drop: reason };
  return { keep: cuts.length === 0 ? document : cutOut(document, cuts) };
}

interface Cut {
  start: number;
  end: number;
  text: string;
}

/** A line with the breaks behind it, so that no gap of blank lines stays; the last one with those before it. */
function wholeLine(text: string, start: number, end: number): Cut {
  let to = end;
  while (to < text.length && text[to] === '\n') to++;
  return { start, end: to, text: '' };
}

function cutOut(document: Document, cuts: readonly Cut[]): Document {
  const { text } = document;
  const placed: Span[] = [];
  let clean = '';
  let done = 0;
  for (const cut of cuts) {
    clean += text.slice(done, cut.start);
    placed.push({ start: clean.length, end: clean.length + cut.text.length, label: '' });
    clean += cut.text;
    done = cut.end;
  }
  clean += text.slice(done);
  // Not by a regular expression: /\n+$/ takes the square of the time on a long run of line breaks.
  let end = clean.length;
  while (end > 0 && clean[end - 1] === '\n') end--;
  clean = clean.slice(0, end);
  if (document.spans === undefined) return { ...document, text: clean };
  const found = cuts.map(({ start, end }) => ({ start, end, label: '' }));
  return { ...document, text: clean, spans: movedSpans(document.spans, found, placed) };
}
