/** Rows of tables (JSONL, Parquet): which column is the text, what the others say, and ids that come twice. */
import type { Origin } from '../document.js';
import type { Found } from './found.js';

export type Row = Record<string, unknown>;

/** Names of the column with the text, in order of preference. */
const TEXT = ['text', 'content', 'body', 'raw_content', 'html', 'article', 'document', 'abstract'] as const;
const URLS = ['url', 'uri', 'link', 'source_url'] as const;
const DATES = ['date', 'timestamp', 'created', 'published', 'added'] as const;
const LICENCES = ['licence', 'license'] as const;

/** Name of the column that holds the text, or undefined where none of the known names does. */
export function textFieldOf(row: Row): string | undefined {
  return TEXT.find((name) => typeof row[name] === 'string');
}

/** The document in a row; undefined where it has no text. */
export function foundInRow(row: Row, place: Pick<Origin, 'offset' | 'row'>): Found | undefined {
  const name = textFieldOf(row);
  if (name === undefined) return undefined;
  const { [name]: text, ...fields } = row;
  const stated = {
    url: firstText(row, URLS),
    date: firstText(row, DATES),
    licence: firstText(row, LICENCES),
  };
  const known = Object.fromEntries(Object.entries(stated).filter(([, value]) => value !== undefined));
  return {
    origin: { ...place, ...known },
    mediaType: name === 'html' ? 'text/html' : 'text/plain',
    charset: 'utf-8',
    body: Buffer.from(text as string),
    ...(Object.keys(fields).length > 0 ? { fields } : {}),
  };
}

function firstText(row: Row, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = row[name];
    if (typeof value === 'string' && value !== '') return value;
    if (value instanceof Date) return value.toISOString();
  }
  return undefined;
}

/** How many ids each of two generations holds. */
const GENERATION = 1 << 19;

/**
 * Remembers the ids of the last half to one million rows, in at most 16 MB: 53 bits of a hash of each.
 * (Among a million different ids the chance of one wrong alarm is 10¹² / 2 pairs / 2⁵³ = 1 in 18,000.)
 */
export class Ids {
  private older = new Hashes();
  private newer = new Hashes();

  /** Whether the row's `id` has come already; false where it has none. */
  seen({ id }: Row): boolean {
    if (typeof id !== 'string' && typeof id !== 'number' && typeof id !== 'bigint') return false;
    const hash = hash53(String(id)) || 1;
    if (this.older.has(hash)) return true;
    if (this.newer.size === GENERATION) [this.older, this.newer] = [this.newer, new Hashes()];
    return !this.newer.add(hash);
  }
}

/** A set of numbers other than 0, at most half full, with the next free place for those that meet. */
class Hashes {
  size = 0;
  private places = new Float64Array(1024);

  has = (hash: number) => this.places[this.placeOf(hash)] === hash;

  /** False where it is there already. */
  add(hash: number): boolean {
    const place = this.placeOf(hash);
    if (this.places[place] === hash) return false;
    this.places[place] = hash;
    if (2 * ++this.size > this.places.length) this.grow();
    return true;
  }

  private placeOf(hash: number): number {
    let place = hash % this.places.length;
    while (this.places[place] !== 0 && this.places[place] !== hash) place = (place + 1) % this.places.length;
    return place;
  }

  private grow(): void {
    const before = this.places;
    this.places = new Float64Array(2 * before.length);
    for (const hash of before) if (hash !== 0) this.places[this.placeOf(hash)] = hash;
  }
}

/** Two 32-bit FNV-1a hashes with different starts, mixed; 53 bits of them. */
function hash53(text: string): number {
  let a = 0x811c9dc5;
  let b = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b ^ code, 0x5bd1e995);
  }
  a = Math.imul(a ^ (a >>> 16), 0x85ebca6b) ^ b;
  b = Math.imul(b ^ (b >>> 13), 0xc2b2ae35) ^ (a >>> 16);
  return (a >>> 0) + (b & 0x1fffff) * 2 ** 32;
}
