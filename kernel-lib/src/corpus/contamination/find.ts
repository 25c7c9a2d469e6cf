/**
 * Finds test items in texts, also where case, punctuation or one word were changed. One change leaves the beginning or
 * the end of an item whole, so each item has two anchors, its first and its last units; where one stands, the rest is
 * compared with one gap allowed. The time is that of the text, times the items that share an anchor.
 */
import { UserError } from '../../errors.js';
import { characterClasses, HAN } from '../quality/characters.js';
import { type ComparedUnit, comparedUnits } from './units.js';

/** A question of a test, or any text that must not be learnt. */
export interface TestText {
  id: string;
  text: string;
}

/**
 * How near the found text is: the same characters, the same but for case and marks, or but for one word; `part`: of a
 * long item a run of words alone.
 */
export type Level = 'verbatim' | 'marks' | 'word' | 'part';

export interface Finding {
  /** Id of the item. */
  item: string;
  level: Level;
  /** Where it stands in the text: UTF-16 offsets, end exclusive. */
  start: number;
  end: number;
}

interface Item {
  id: string;
  /** Without white space around it, and how many marks stand before its first word. */
  raw: string;
  marksBefore: number;
  ids: Int32Array;
  /** Units of an anchor, and units that a change may take away or put in. */
  anchor: number;
  gap: number;
}

/** A run of so many units of a longer item is a part of it: as many words as GPT-2's and GPT-3's checks took. */
const PART = { words: 8, characters: 16 };

interface Part {
  item: Item;
  at: number;
  length: number;
}

interface Anchor {
  item: Item;
  atEnd: boolean;
}

const UNKNOWN = -1;

export class ItemFinder {
  /** Ids of items that are too short to be told from ordinary text; they are never found. */
  readonly skipped: readonly string[];
  private readonly numbers = new Map<string, number>();
  private readonly anchors = new Map<number, Anchor[]>();
  private readonly parts = new Map<number, Part>();
  private readonly lengths: readonly number[];

  /**
   * @param leastWords - items with fewer words are skipped; @param leastCharacters - with fewer characters, in Chinese.
   */
  constructor(items: readonly TestText[], leastWords = 5, leastCharacters = 7) {
    const lengths = new Set<number>();
    const skipped: string[] = [];
    const known = new Set<string>();
    for (const { id, text } of items) {
      if (typeof text !== 'string' || typeof id !== 'string' || known.has(id)) {
        throw new UserError(
          `contamination: each item needs an id of its own and a text; look at ${JSON.stringify(id)}.`,
        );
      }
      known.add(id);
      const units = comparedUnits(text);
      const chinese = units.filter(isHanUnit).length > units.length / 2;
      if (units.length < (chinese ? leastCharacters : leastWords)) {
        skipped.push(id);
        continue;
      }
      const item = this.itemOf(id, text, units, chinese);
      lengths.add(item.anchor);
      this.addAnchor(item, 0, false);
      this.addAnchor(item, item.ids.length - item.anchor, true);
      this.addParts(item, chinese ? PART.characters : PART.words);
    }
    this.skipped = skipped;
    this.lengths = [...lengths];
  }

  /** The nearest finding of each item in the text. */
  find(text: string): Finding[] {
    const units = comparedUnits(text);
    const ids = Int32Array.from(units, (unit) => this.numbers.get(unit.text) ?? UNKNOWN);
    const best = new Map<string, Finding>();
    for (const length of this.lengths) {
      for (let i = 0; i + length <= ids.length; i++) {
        if (ids[i] === UNKNOWN) continue;
        for (const anchor of this.anchors.get(hashOf(ids, i, length)) ?? []) {
          // Nothing is nearer than verbatim.
          if (anchor.item.anchor !== length || best.get(anchor.item.id)?.level === 'verbatim') continue;
          const found = matchAt(anchor, ids, i);
          if (found !== undefined) keepNearest(best, findingOf(anchor.item, found, units, text));
        }
      }
    }
    for (const length of this.parts.size === 0 ? [] : Object.values(PART)) {
      for (let i = 0; i + length <= ids.length; i++) {
        const part = ids[i] === UNKNOWN ? undefined : this.parts.get(hashOf(ids, i, length));
        if (part?.length !== length || best.has(part.item.id) || !standsAt(part, ids, i)) continue;
        const [start, end] = [units[i]!.start, units[i + length - 1]!.end];
        best.set(part.item.id, { item: part.item.id, level: 'part', start, end });
      }
    }
    return [...best.values()].sort((a, b) => a.start - b.start);
  }

  /** The runs of a long item; one that several items have counts for the first. */
  private addParts(item: Item, length: number): void {
    if (item.ids.length < 2 * length) return;
    for (let at = 0; at + length <= item.ids.length; at++) {
      const key = hashOf(item.ids, at, length);
      if (!this.parts.has(key)) this.parts.set(key, { item, at, length });
    }
  }

  private itemOf(id: string, raw: string, units: readonly ComparedUnit[], chinese: boolean): Item {
    for (const { text } of units) if (!this.numbers.has(text)) this.numbers.set(text, this.numbers.size);
    const ids = Int32Array.from(units, ({ text }) => this.numbers.get(text)!);
    // A Chinese word has up to four characters; a third of a short item may not be one word.
    const gap = chinese ? Math.min(4, Math.floor(ids.length / 4)) : ids.length >= 8 ? 2 : 1;
    const anchor = Math.max(2, Math.min(chinese ? 5 : 3, Math.floor((ids.length - gap) / 2)));
    const marksBefore = units[0]!.start - (raw.length - raw.trimStart().length);
    return { id, raw: raw.trim(), marksBefore, ids, anchor, gap };
  }

  private addAnchor(item: Item, at: number, atEnd: boolean): void {
    const key = hashOf(item.ids, at, item.anchor);
    const list = this.anchors.get(key);
    if (list === undefined) this.anchors.set(key, [{ item, atEnd }]);
    else list.push({ item, atEnd });
  }
}

function standsAt({ item, at, length }: Part, ids: Int32Array, i: number): boolean {
  for (let k = 0; k < length; k++) if (ids[i + k] !== item.ids[at + k]) return false;
  return true;
}

const isHanUnit = ({ text }: ComparedUnit) => (characterClasses[text.charCodeAt(0)]! & HAN) !== 0;

function hashOf(ids: Int32Array, start: number, length: number): number {
  let hash = length;
  for (let i = start; i < start + length; i++) hash = Math.imul(hash ^ ids[i]!, 0x9e3779b1) ^ (hash >>> 15);
  return hash;
}

interface Match {
  from: number;
  to: number;
  /** Whether all units are the same. */
  whole: boolean;
}

/** Compares from the anchor on, forwards or backwards, with one gap of at most `gap` units on either side. */
function matchAt({ item, atEnd }: Anchor, ids: Int32Array, at: number): Match | undefined {
  const { ids: wanted, anchor, gap } = item;
  const n = wanted.length;
  // With `step` −1 both are read backwards from the item's last unit.
  const step = atEnd ? -1 : 1;
  const first = atEnd ? at + anchor - 1 : at;
  const item0 = atEnd ? n - 1 : 0;
  let same = 0;
  while (same < n && ids[first + step * same] === wanted[item0 + step * same]) same++;
  if (same < anchor) return undefined;
  const range = (length: number, whole: boolean): Match =>
    atEnd ? { from: first - length + 1, to: first + 1, whole } : { from: first, to: first + length, whole };
  if (same === n) return range(n, true);
  for (let missing = 0; missing <= gap; missing++) {
    for (let extra = missing === 0 ? 1 : 0; extra <= gap; extra++) {
      const rest = n - same - missing;
      if (rest < 0) continue;
      let i = 0;
      while (i < rest) {
        const place = first + step * (same + extra + i);
        if (place < 0 || ids[place] !== wanted[item0 + step * (same + missing + i)]) break;
        i++;
      }
      const length = same + extra + rest;
      const inside = atEnd ? first - length + 1 >= 0 : first + length <= ids.length;
      if (i === rest && inside) return range(length, false);
    }
  }
  return undefined;
}

function findingOf(item: Item, match: Match, units: readonly ComparedUnit[], text: string): Finding {
  const start = units[match.from]!.start;
  const { end } = units[match.to - 1]!;
  const verbatim = text.startsWith(item.raw, start - item.marksBefore);
  const level = !match.whole ? 'word' : verbatim ? 'verbatim' : 'marks';
  return { item: item.id, level, start, end };
}

const ORDER: readonly Level[] = ['verbatim', 'marks', 'word'];

function keepNearest(best: Map<string, Finding>, finding: Finding): void {
  const before = best.get(finding.item);
  if (before === undefined || ORDER.indexOf(finding.level) < ORDER.indexOf(before.level)) {
    best.set(finding.item, finding);
  }
}
