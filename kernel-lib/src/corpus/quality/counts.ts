import { characterClasses, isAstralLetter, LETTER, SPACE, SPECIAL } from './characters.js';
import type { CodeUnits } from '../code-units.js';
import { BREAKS, type Places } from './places.js';

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

/** Counts of single characters, and in the same pass the places where a line or a sentence may end. */
export function countCharacters(text: CodeUnits, places: Places): CharacterCounts {
  const table = characterClasses;
  const rare = SPECIAL | BREAKS;
  places.clear();
  let [low, spaces, letters] = [0, 0, 0];
  const special: Special = { letters: 0, hashes: 0, ellipses: 0, curlyBrackets: 0, dots: 0, lastDot: -2 };
  for (let i = 0; i < text.length; i++) {
    const classes = table[text[i]!]!;
    // Without branches: a processor cannot foresee where words end.
    letters += (classes >> 3) & 1;
    spaces += classes & SPACE;
    low += (classes >> 6) & 1;
    if ((classes & rare) === 0) continue;
    if (classes & BREAKS) places.add(i);
    if (classes & SPECIAL) countSpecial(special, text, i, classes);
  }
  const characters = text.length - low;
  const { hashes, ellipses, curlyBrackets } = special;
  return {
    ...{ characters, solid: characters - spaces, letters: letters + special.letters },
    ...{ hashes, ellipses, curlyBrackets },
  };
}

interface Special extends Pick<CharacterCounts, 'letters' | 'hashes' | 'ellipses' | 'curlyBrackets'> {
  dots: number;
  lastDot: number;
}

function countSpecial(counts: Special, text: CodeUnits, i: number, classes: number): void {
  switch (text[i]!) {
    case 0x23:
      counts.hashes++;
      break;
    case 0x7b:
      counts.curlyBrackets++;
      break;
    case 0x2026:
      counts.ellipses++;
      break;
    case 0x2e:
      countDot(counts, i);
      break;
    default:
      if ((classes & LETTER) === 0 && isAstralLetter(text, i)) counts.letters++;
  }
}

/** Every third dot of a run ends an ellipsis. */
function countDot(counts: Special, i: number): void {
  counts.dots = i === counts.lastDot + 1 ? counts.dots + 1 : 1;
  counts.lastDot = i;
  if (counts.dots < 3) return;
  counts.ellipses++;
  counts.dots = 0;
}
