import { characterClasses, LOW } from './characters.js';
import type { CodeUnits } from '../code-units.js';
import { solidEnds } from './lines.js';

export interface RepeatedPieces {
  /** Lines and paragraphs that stood before: as a share of all, and their characters as a share of the text. */
  repeatedLines: number;
  repeatedLineCharacters: number;
  repeatedParagraphs: number;
  repeatedParagraphCharacters: number;
  /** Characters in lines that stood before, blank ones aside, as a share of those that are no `\n` (FineWeb). */
  repeatedFullLineCharacters: number;
}

const none: RepeatedPieces = {
  repeatedLines: 0,
  repeatedLineCharacters: 0,
  repeatedParagraphs: 0,
  repeatedParagraphCharacters: 0,
  repeatedFullLineCharacters: 0,
};

/** Gopher parts lines by runs of `\n` and paragraphs by runs of at least two. @param characters - in the text. */
export function repeatedPieces(text: string, units: CodeUnits, characters: number): RepeatedPieces {
  let next = text.indexOf('\n');
  if (next < 0 || characters === 0) return none;
  const lines = new Repetitions(text, units);
  const paragraphs = new Repetitions(text, units);
  const { first, last } = solidEnds(units, 0, text.length);
  let line = 0;
  let paragraph = first;
  let newlines = 0;
  while (next >= 0) {
    let end = next + 1;
    while (end < text.length && units[end]! === 0x0a) end++;
    newlines += end - next;
    lines.add(line, next);
    if (end - next > 1 && next > first && next < last) {
      paragraphs.add(paragraph, next);
      paragraph = end;
    }
    line = end;
    next = text.indexOf('\n', end);
  }
  lines.add(line, text.length);
  paragraphs.add(paragraph, Math.max(paragraph, last + 1));
  return {
    repeatedLines: lines.repeated / lines.count,
    repeatedLineCharacters: lines.characters / characters,
    repeatedParagraphs: paragraphs.repeated / paragraphs.count,
    repeatedParagraphCharacters: paragraphs.characters / characters,
    repeatedFullLineCharacters: characters === newlines ? 0 : lines.solidCharacters / (characters - newlines),
  };
}

class Repetitions {
  private readonly seen = new Set<string>();
  count = 0;
  repeated = 0;
  characters = 0;
  solidCharacters = 0;

  constructor(
    private readonly text: string,
    private readonly units: CodeUnits,
  ) {}

  add(start: number, end: number): void {
    const { text, units, seen } = this;
    const piece = text.slice(start, end);
    this.count++;
    if (!seen.has(piece)) {
      seen.add(piece);
      return;
    }
    this.repeated++;
    const { first, last } = solidEnds(units, start, end);
    let length = 0;
    for (let i = start; i < end; i++) if ((characterClasses[units[i]!]! & LOW) === 0) length++;
    this.characters += length;
    if (first <= last) this.solidCharacters += length;
  }
}
