import { characterClasses, ENDING, LINE } from './characters.js';
import type { CodeUnits } from '../code-units.js';

/** What may end a line or a sentence. */
export const BREAKS = LINE | ENDING;

/** Where in a text a line or a sentence may end, in memory that is kept from one text to the next. */
export class Places {
  at: Int32Array = new Int32Array(256);
  count = 0;

  clear(): void {
    this.count = 0;
  }

  add(place: number): void {
    if (this.count === this.at.length) {
      const larger = new Int32Array(2 * this.at.length);
      larger.set(this.at);
      this.at = larger;
    }
    this.at[this.count++] = place;
  }

  static in(text: CodeUnits): Places {
    const places = new Places();
    for (let i = 0; i < text.length; i++) if (characterClasses[text[i]!]! & BREAKS) places.add(i);
    return places;
  }
}
