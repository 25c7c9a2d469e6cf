/**
 * What stood on one side of the pair while it was merged: for each token how often, and in which words. Sums lie in arrays
 * that a processor's cache holds, so that the table of all pairs is asked once for each token instead of each occurrence.
 */
import { grown } from './grown.js';

const ints = (length: number) => new Int32Array(length);

export class Neighbours {
  /** The tokens that were seen since `clear`, each once. */
  seen: number[] = [];
  private readonly sums: Float64Array;
  private readonly words: Int32Array;
  private readonly lastWord: Int32Array;
  private readonly starts: Int32Array;
  /** Token and word in the order in which they were seen. */
  private events = ints(1 << 12);
  private length = 0;

  /** @param most - ids are below this. */
  constructor(most: number) {
    this.sums = new Float64Array(most);
    this.words = ints(most);
    this.lastWord = ints(most);
    this.starts = ints(most);
  }

  /** A token stood there in a word; −1 is none. */
  add(token: number, count: number, word: number): void {
    if (token < 0) return;
    this.sums[token]! += count;
    if (this.words[token] === 0) this.seen.push(token);
    else if (this.lastWord[token] === word) return;
    this.words[token]!++;
    this.lastWord[token] = word;
    if (this.length + 2 > this.events.length) this.events = grown(this.events, this.length + 2, ints);
    this.events[this.length++] = token;
    this.events[this.length++] = word;
  }

  /** How often the token stood there. */
  sumOf(token: number): number {
    return this.sums[token]!;
  }

  /** In how many words. */
  wordsOf(token: number): number {
    return this.words[token]!;
  }

  /** `writeWords` writes the words of this token from here on. */
  startAt(token: number, place: number): void {
    this.starts[token] = place;
  }

  /** Writes the words of each token where `startAt` said. */
  writeWords(places: Int32Array): void {
    const { events, starts, length } = this;
    for (let i = 0; i < length; i += 2) places[starts[events[i]!]!++] = events[i + 1]!;
  }

  clear(): void {
    for (const token of this.seen) {
      this.sums[token] = 0;
      this.words[token] = 0;
    }
    this.seen = [];
    this.length = 0;
  }
}
