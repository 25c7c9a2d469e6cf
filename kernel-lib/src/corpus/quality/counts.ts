import { characterClasses, isAstralLetter, LETTER, SPACE, SPECIAL } from './characters.js';
import type { CodeUnits } from '../code-units.js';

export interface CharacterCounts {
  /** Unicode characters, white space included: the whole that shares of characters are taken of. */
  characters: number;
  /** Characters that are no white space. */
  solid: number;
  /** Characters that are letters (a Han character is one). */
  letters: number;
  hashes: number;
  /** `…` and `...`. */
  ellipses: number;
  curlyBrackets: number;
}

/** Counts of single characters. */
export function countCharacters(text: CodeUnits): CharacterCounts {
  let [low, spaces, letters] = [0, 0, 0];
  const special = { letters: 0, hashes: 0, ellipses: 0, curlyBrackets: 0 };
  for (let i = 0; i < text.length; i++) {
    const classes = characterClasses[text[i]!]!;
    // Without branches: a processor cannot foresee where words end.
    letters += (classes >> 3) & 1;
    spaces += classes & SPACE;
    low += (classes >> 6) & 1;
    if (classes & SPECIAL) i += countSpecial(special, text, i, classes);
  }
  const characters = text.length - low;
  return { ...special, characters, solid: characters - spaces, letters: letters + special.letters };
}

type Special = Pick<CharacterCounts, 'letters' | 'hashes' | 'ellipses' | 'curlyBrackets'>;

/** Returns how many units more are done with. */
function countSpecial(counts: Special, text: CodeUnits, i: number, classes: number): number {
  switch (text[i]!) {
    case 0x23:
      counts.hashes++;
      return 0;
    case 0x7b:
      counts.curlyBrackets++;
      return 0;
    case 0x2026:
      counts.ellipses++;
      return 0;
    case 0x2e:
      if (text[i + 1] !== 0x2e || text[i + 2] !== 0x2e) return 0;
      counts.ellipses++;
      return 2;
    default:
      if ((classes & LETTER) === 0 && isAstralLetter(text, i)) counts.letters++;
      return 0;
  }
}
