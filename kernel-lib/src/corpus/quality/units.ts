import {
  characterClasses,
  DIGIT,
  HAN,
  isAstralLetter,
  LETTER,
  LINE,
  MARK,
  SPACE,
  SPECIAL,
} from './characters.js';
import { type CodeUnits, isHigh } from '../code-units.js';
import type { Units } from './grams.js';
import { doubled, WordNumbers } from './words.js';

export interface UnitCounts {
  /** Units: what stands between white space; in Chinese each Han character and each run of other letters and digits. */
  words: number;
  /** Units that are more than marks, and the characters in them. */
  realWords: number;
  realWordCharacters: number;
  /** Units with at least one letter. */
  letterWords: number;
  /** Runs of units without a mark between them, nor a space between Chinese characters (in Chinese; elsewhere the words). */
  clauses: number;
}

/** Cuts texts into numbered units, in scratch memory that it keeps; the units of the last text stand in its fields. */
export class UnitScanner implements Units {
  count = 0;
  ids: Int32Array = new Int32Array(1024);
  starts: Int32Array = new Int32Array(1024);
  private readonly numbers = new WordNumbers();

  /** Words as Python's `split()` cuts them. */
  scanWords(text: CodeUnits): UnitCounts {
    const counts = this.begin();
    const table = characterClasses;
    let start = -1;
    let [hash, low, some, every] = [0, 0, 0, 0];
    for (let i = 0; i <= text.length; i++) {
      const unit = i < text.length ? text[i]! : 0x20;
      const classes = table[unit]!;
      if (classes & SPACE) {
        if (start < 0) continue;
        this.add(text, start, i, hash, i - start - low);
        counts.letterWords += (some >> 3) & 1;
        if ((every & MARK) === 0) {
          counts.realWords++;
          counts.realWordCharacters += i - start - low;
        }
        start = -1;
        continue;
      }
      if (start < 0) {
        start = i;
        hash = low = some = 0;
        every = MARK;
      }
      hash = Math.imul(hash ^ unit, 0x01000193) + 0x9e37;
      some |= classes;
      every &= classes;
      low += (classes >> 6) & 1;
      if (classes & SPECIAL && isAstralLetter(text, i)) some |= LETTER;
    }
    return { ...counts, words: this.count, clauses: this.count };
  }

  /** Han characters one by one, and runs of other letters and digits; marks and white space only part them. */
  scanCharacters(text: CodeUnits): UnitCounts {
    const counts = this.begin();
    let open = false;
    let spaced = false;
    let afterHan = false;
    for (let i = 0; i < text.length;) {
      const end = unitEnd(text, i);
      if (end === i) {
        spaced ||= isBlank(text[i]!);
        open &&= isBlank(text[i]!);
        i++;
        continue;
      }
      const han = (characterClasses[text[i]!]! & HAN) !== 0;
      // A space parts Chinese characters, as in menus; beside a foreign word it is how one writes.
      if (!open || (spaced && han && afterHan)) counts.clauses++;
      counts.letterWords += this.addFrom(text, i, end);
      open = true;
      spaced = false;
      afterHan = han;
      i = end;
    }
    const realWordCharacters = this.starts[this.count]!;
    return { ...counts, words: this.count, realWords: this.count, realWordCharacters };
  }

  /** How many words of the list occur in the text that was scanned last; none is longer than `longest` code units. */
  howMany(text: string, list: ReadonlySet<string>, longest: number): number {
    const { starts, ends, known } = this.numbers;
    let found = 0;
    for (let word = 0; word < known; word++) {
      if (ends[word]! - starts[word]! > longest) continue;
      if (list.has(text.slice(starts[word]!, ends[word]!))) found++;
    }
    return found;
  }

  private begin(): UnitCounts {
    this.numbers.clear();
    this.count = 0;
    return { words: 0, realWords: 0, realWordCharacters: 0, letterWords: 0, clauses: 0 };
  }

  /** Returns 1 where the unit has a letter. */
  private addFrom(text: CodeUnits, start: number, end: number): number {
    let [hash, low, letter] = [0, 0, 0];
    for (let i = start; i < end; i++) {
      const unit = text[i]!;
      const classes = characterClasses[unit]!;
      hash = Math.imul(hash ^ unit, 0x01000193) + 0x9e37;
      low += (classes >> 6) & 1;
      if (classes & LETTER || (classes & SPECIAL && isAstralLetter(text, i))) letter = 1;
    }
    this.add(text, start, end, hash, end - start - low);
    return letter;
  }

  private add(text: CodeUnits, start: number, end: number, hash: number, length: number): void {
    if (this.count + 2 > this.ids.length) {
      this.ids = doubled(this.ids);
      this.starts = doubled(this.starts);
    }
    this.ids[this.count] = this.numbers.numberOf(text, start, end, hash);
    this.starts[this.count + 1] = this.starts[this.count]! + length;
    this.count++;
  }
}

/** White space that ends no line. */
const isBlank = (unit: number) => (characterClasses[unit]! & (SPACE | LINE)) === SPACE;

/** Where the unit that begins at `start` ends; `start` itself where none begins. */
function unitEnd(text: CodeUnits, start: number): number {
  let end = start;
  while (end < text.length) {
    const unit = text[end]!;
    const classes = characterClasses[unit]!;
    if (classes & HAN) return end > start ? end : end + (isHigh(unit) ? 2 : 1);
    const letter = classes & (LETTER | DIGIT);
    if (letter) end++;
    else if (isHigh(unit) && isAstralLetter(text, end)) end += 2;
    else break;
  }
  return end;
}
