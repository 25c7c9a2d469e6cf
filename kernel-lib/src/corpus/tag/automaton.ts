/**
 * Finds many phrases at once in one pass over a text (Aho and Corasick 1975, https://doi.org/10.1145/360825.360855),
 * by code units, in any case and width. A phrase that begins or ends in a letter of an alphabet or in a digit stands
 * only between words; Chinese phrases stand anywhere. Where phrases overlap, the leftmost one counts, then the longest.
 */
import type { Span } from '../document.js';

export interface Phrase {
  text: string;
  label: string;
}

/** Each unit in lower case and half width, where that is one unit too. */
const folded = Uint16Array.from({ length: 65536 }, (_, unit) => {
  const narrow =
    unit >= 0xff01 && unit <= 0xff5e ? unit - 0xfee0 : unit === 0x3000 || unit === 0xa0 ? 0x20 : unit;
  if (narrow === 0x2019) return 0x27;
  const lower = String.fromCharCode(narrow).toLowerCase();
  return lower.length === 1 ? lower.charCodeAt(0) : narrow;
});

/** Letters of alphabets and digits: what a word boundary looks at. Han and kana have none. */
const inWord = Uint8Array.from({ length: 65536 }, (_, unit) => {
  if (unit < 0x80) return /[0-9A-Za-z]/.test(String.fromCharCode(unit)) ? 1 : 0;
  return unit < 0x2e80 && /[\p{L}\p{Nd}]/u.test(String.fromCharCode(unit)) ? 1 : 0;
});

const UNITS = 65536;

export class PhraseFinder {
  /** From `state · 65536 + unit` to a state; the root's stand in an array, because most units begin nothing. */
  private readonly next = new Map<number, number>();
  private readonly first = new Int32Array(UNITS);
  private readonly fallback: number[] = [0];
  /** Phrases that end in a state, and the nearest state behind its fall-backs in which one ends. */
  private readonly ends: number[] = [-1];
  private readonly shorter: number[] = [0];
  private readonly phrases: Phrase[] = [];

  /** Of two phrases that fold to the same text the first counts. Empty ones are left out. */
  constructor(phrases: Iterable<Phrase>) {
    for (const phrase of phrases) this.add(phrase);
    this.link();
  }

  /** Marks in order, without overlap. */
  find(text: string): Span[] {
    return leftmostLongest(this.all(text));
  }

  /** Whether any phrase stands in the text. */
  occursIn(text: string): boolean {
    return this.all(text).length > 0;
  }

  /** All marks, by their end. */
  private all(text: string): Span[] {
    const found: Span[] = [];
    let state = 0;
    for (let i = 0; i < text.length; i++) {
      state = this.step(state, folded[text.charCodeAt(i)]!);
      for (let at = this.ends[state]! >= 0 ? state : this.shorter[state]!; at !== 0; at = this.shorter[at]!) {
        const phrase = this.phrases[this.ends[at]!]!;
        const start = i + 1 - phrase.text.length;
        if (standsAlone(text, start, i + 1)) found.push({ start, end: i + 1, label: phrase.label });
      }
    }
    return found;
  }

  private step(from: number, unit: number): number {
    let state = from;
    while (state !== 0) {
      const to = this.next.get(state * UNITS + unit);
      if (to !== undefined) return to;
      state = this.fallback[state]!;
    }
    return this.first[unit]!;
  }

  private add(phrase: Phrase): void {
    let state = 0;
    for (let i = 0; i < phrase.text.length; i++) {
      const unit = folded[phrase.text.charCodeAt(i)]!;
      const known = state === 0 ? this.first[unit]! : (this.next.get(state * UNITS + unit) ?? 0);
      state = known !== 0 ? known : this.grow(state, unit);
    }
    if (state === 0 || this.ends[state]! >= 0) return;
    this.ends[state] = this.phrases.length;
    this.phrases.push(phrase);
  }

  private grow(state: number, unit: number): number {
    const added = this.ends.length;
    if (state === 0) this.first[unit] = added;
    else this.next.set(state * UNITS + unit, added);
    this.ends.push(-1);
    this.fallback.push(0);
    this.shorter.push(0);
    return added;
  }

  /** Fall-backs, breadth first: those of shorter prefixes are known before they are asked for. */
  private link(): void {
    const children: [unit: number, to: number][][] = this.ends.map(() => []);
    for (const [key, to] of this.next) children[Math.floor(key / UNITS)]!.push([key % UNITS, to]);
    const queue = [...this.first].filter((to) => to !== 0);
    for (let at = 0; at < queue.length; at++) {
      const state = queue[at]!;
      const back = this.fallback[state]!;
      this.shorter[state] = this.ends[back]! >= 0 ? back : this.shorter[back]!;
      for (const [unit, to] of children[state]!) {
        this.fallback[to] = this.step(back, unit);
        queue.push(to);
      }
    }
  }
}

function standsAlone(text: string, start: number, end: number): boolean {
  const open = inWord[text.charCodeAt(start)]! && start > 0 && inWord[text.charCodeAt(start - 1)]!;
  const close = inWord[text.charCodeAt(end - 1)]! && end < text.length && inWord[text.charCodeAt(end)]!;
  return !open && !close;
}

function leftmostLongest(found: Span[]): Span[] {
  found.sort((a, b) => a.start - b.start || b.end - a.end);
  const result: Span[] = [];
  let done = 0;
  for (const span of found) {
    if (span.start < done) continue;
    result.push(span);
    done = span.end;
  }
  return result;
}
