/** The pieces that the trained tagger labels: words, Chinese characters one by one, and single marks. */
import { characterClasses, DIGIT, HAN, LETTER, SPACE } from '../quality/characters.js';

export interface Piece {
  text: string;
  start: number;
  end: number;
}

export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  for (let i = 0; i < text.length;) {
    const classes = characterClasses[text.charCodeAt(i)]!;
    let end = i + ((text.charCodeAt(i) & 0xfc00) === 0xd800 ? 2 : 1);
    if (classes & SPACE) {
      i = end;
      continue;
    }
    if (isWord(classes)) while (end < text.length && isWord(characterClasses[text.charCodeAt(end)]!)) end++;
    pieces.push({ text: text.slice(i, end), start: i, end });
    i = end;
  }
  return pieces;
}

const isWord = (classes: number) => (classes & HAN) === 0 && (classes & (LETTER | DIGIT)) !== 0;
