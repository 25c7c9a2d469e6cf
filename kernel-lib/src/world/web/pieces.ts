/** A page's text while it is made: paragraphs of pieces, some of them marked; offsets are counted at the end. */
import type { Label, PlantKind, PlantSpan } from './page.js';

export interface Mark {
  kind: PlantKind;
  what: string;
  replacement?: string;
}

/** A run of text; a marked one is never changed any more. */
export interface Piece {
  text: string;
  mark?: Mark;
}

/** The pieces of one sentence, without the space to the next. */
export type Sentence = Piece[];
export type Paragraph = Sentence[];

export const plain = (text: string): Piece => ({ text });

/** What stands between two sentences. */
export const joinerOf = (language: string): string => (['zh', 'ja'].includes(language) ? '' : ' ');

/** Paragraphs as one text, and a label for each kind that is marked in it, with the spans. */
export function assemble(
  paragraphs: readonly Paragraph[],
  joiner: string,
): { text: string; labels: Label[] } {
  const spans = new Map<PlantKind, PlantSpan[]>();
  let text = '';
  const add = ({ text: more, mark }: Piece) => {
    const start = text.length;
    text += more;
    if (mark === undefined) return;
    const { kind, ...rest } = mark;
    const list = spans.get(kind) ?? [];
    list.push({ start, end: text.length, ...rest });
    spans.set(kind, list);
  };
  paragraphs.forEach((paragraph, p) => {
    if (p > 0) text += '\n\n';
    paragraph.forEach((sentence, s) => {
      if (s > 0) text += joiner;
      sentence.forEach(add);
    });
  });
  return { text, labels: [...spans].map(([kind, list]) => ({ kind, spans: list })) };
}

/**
 * A template with its slots filled: `Write to {email}.` becomes three pieces, the filled slots marked.
 * @param fill - the text of a slot, and its mark where it has one.
 */
export function fillPieces(template: string, fill: (slot: string) => Piece): Piece[] {
  return template
    .split(/(\{[a-z-]+\})/)
    .filter((part) => part !== '')
    .map((part) => (/^\{[a-z-]+\}$/.test(part) ? fill(part.slice(1, -1)) : plain(part)));
}

/** A template with its slots filled, as a text. */
export function fillText(template: string, fill: (slot: string) => string): string {
  return template.replace(/\{([a-z-]+)\}/g, (_, slot: string) => fill(slot));
}
