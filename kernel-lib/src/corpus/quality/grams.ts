/**
 * Repetition in a text by n-grams of its units (words, or Chinese characters), exact and in time proportional to the
 * text. An n-gram can repeat only where the two (n−1)-grams in it repeat, so each round looks at fewer places; two
 * numbers name an n-gram (its beginning and its last unit), so nothing is joined and no hash stands for a text.
 */

/** Units of a text, as numbers, with their lengths. */
export interface Units {
  /** How many there are; the arrays may be longer. */
  count: number;
  /** Equal units have equal numbers, from 0. */
  ids: Int32Array;
  /** `starts[i]`: characters in the units before unit i; `starts[count]`: in all. */
  starts: Int32Array;
}

/** Which n-grams are measured. */
export interface GramSizes {
  top: readonly number[];
  repeated: readonly number[];
  /** Characters between two units: 1 for words (a space), 0 for Chinese characters. */
  gap: number;
}

export interface GramCounts {
  /** For each size in `top`: characters of the most frequent n-gram (spaces too) × how often it stands there. */
  top: number[];
  /** For each size in `repeated`: characters in n-grams that stood before, counted without overlap. */
  repeated: number[];
}

/** Scratch memory that a measurer keeps, so that nothing is allocated for each text. */
export class GramCounter {
  private slots = new Int32Array(0);
  private firsts = new Int32Array(0);
  private lasts = new Int32Array(0);
  private counts = new Int32Array(0);
  private places = new Int32Array(0);
  private grams = new Int32Array(0);

  count(units: Units, { top, repeated, gap }: GramSizes): GramCounts {
    const result: GramCounts = { top: top.map(() => 0), repeated: repeated.map(() => 0) };
    this.reserve(units.count);
    let alive = this.begin(units);
    const most = Math.min(units.count, Math.max(...top, ...repeated));
    for (let size = 2; size <= most; size++) {
      if (alive) alive = this.grow(units, size);
      const at = top.indexOf(size);
      if (at >= 0) result.top[at] = this.mostFrequent(units, size, gap, alive);
      const again = repeated.indexOf(size);
      if (again >= 0 && alive) result.repeated[again] = this.repeatedCharacters(units, size);
    }
    return result;
  }

  private reserve(count: number): void {
    if (this.grams.length > count) return;
    const size = 2 ** Math.ceil(Math.log2(count + 2));
    this.slots = new Int32Array(2 * size);
    for (const name of ['firsts', 'lasts', 'counts', 'places', 'grams'] as const) {
      this[name] = new Int32Array(size);
    }
  }

  /** Single units: those that stand once get −1. */
  private begin({ ids, count }: Units): boolean {
    this.counts.fill(0, 0, count + 1);
    for (let i = 0; i < count; i++) this.counts[ids[i]!]!++;
    let alive = false;
    for (let i = 0; i < count; i++) {
      const again = this.counts[ids[i]!]! > 1;
      this.grams[i] = again ? ids[i]! : -1;
      alive ||= again;
    }
    return alive;
  }

  /** From numbers of (n−1)-grams to numbers of n-grams, in place; false where none repeats. */
  private grow({ ids, count }: Units, size: number): boolean {
    const { slots, firsts, lasts, counts, places, grams } = this;
    const mask = maskFor(count, slots.length);
    slots.fill(0, 0, mask + 1);
    const end = count - size + 1;
    let known = 0;
    for (let i = 0; i < end; i++) {
      const first = grams[i]!;
      if (first < 0 || grams[i + 1]! < 0) {
        grams[i] = -1;
        continue;
      }
      const last = ids[i + size - 1]!;
      let slot = mixed(first, last) & mask;
      let gram = slots[slot]! - 1;
      while (gram >= 0 && (firsts[gram] !== first || lasts[gram] !== last)) {
        slot = (slot + 1) & mask;
        gram = slots[slot]! - 1;
      }
      if (gram < 0) {
        gram = known++;
        slots[slot] = known;
        firsts[gram] = first;
        lasts[gram] = last;
        counts[gram] = 0;
        places[gram] = i;
      }
      counts[gram]!++;
      grams[i] = gram;
    }
    let alive = false;
    for (let i = 0; i < end; i++) {
      if (grams[i]! < 0) continue;
      if (counts[grams[i]!]! > 1) alive = true;
      else grams[i] = -1;
    }
    grams.fill(-1, Math.max(end, 0), count);
    return alive;
  }

  /** Of equally frequent ones the first in the text, as Python's `Counter.most_common` has it. */
  private mostFrequent({ count, starts }: Units, size: number, gap: number, alive: boolean): number {
    let most = 1;
    let place = 0;
    for (let i = 0; alive && i <= count - size; i++) {
      const gram = this.grams[i]!;
      if (gram >= 0 && this.counts[gram]! > most) {
        most = this.counts[gram]!;
        place = this.places[gram]!;
      }
    }
    return most * (starts[place + size]! - starts[place]! + gap * (size - 1));
  }

  /** Goes over the text and jumps over each n-gram that it met before. */
  private repeatedCharacters({ count, starts }: Units, size: number): number {
    const { places: met, grams } = this;
    let characters = 0;
    for (let i = 0; i <= count - size; i++) if (grams[i]! >= 0) met[grams[i]!] = -1;
    for (let i = 0; i <= count - size; i++) {
      const gram = grams[i]!;
      if (gram < 0) continue;
      if (met[gram]! < 0) {
        met[gram] = i;
        continue;
      }
      characters += starts[i + size]! - starts[i]!;
      i += size - 1;
    }
    return characters;
  }
}

const maskFor = (count: number, most: number) =>
  Math.min(most, Math.max(16, 2 ** Math.ceil(Math.log2(2 * count + 2)))) - 1;

function mixed(first: number, last: number): number {
  let h = Math.imul(first, 0x9e3779b1) ^ Math.imul(last + 0x7f4a7c15, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  return h ^ (h >>> 13);
}
