/**
 * On how many pages of a site each line stands, in memory that does not grow: a count-min sketch (Cormode and
 * Muthukrishnan 2005, https://doi.org/10.1016/j.jalgor.2003.12.001) with conservative updates. It never says too few,
 * and with some million different lines seldom too many. Plain data, so that worker threads can be given it.
 */
import type { Document } from '../document.js';

export interface LineCounts {
  /** ROWS × width counts. */
  counts: Uint32Array;
  /** How many pages each site has. */
  pages: Record<string, number>;
}

const ROWS = 4;

/** The first of two passes: `add` each document, then give `counts` to `boilerplate`. */
export class LineCounter {
  readonly counts: LineCounts;

  /** @param width - counts in a row, a power of two; the default takes 4 MB. */
  constructor(width = 2 ** 18) {
    this.counts = { counts: new Uint32Array(ROWS * width), pages: {} };
  }

  add(document: Document): void {
    const { counts, pages } = this.counts;
    const site = siteOf(document);
    pages[site] = (pages[site] ?? 0) + 1;
    const lines = new Set(document.text.split('\n').map(normal));
    lines.delete('');
    for (const line of lines) {
      const places = placesOf(site, line, counts.length / ROWS);
      const least = 1 + Math.min(...places.map((place) => counts[place]!));
      for (const place of places) counts[place] = Math.max(counts[place]!, least);
    }
  }
}

/** The count of pages of the document's site that have the line. */
export function pagesWithLine({ counts }: LineCounts, document: Document, line: string): number {
  const places = placesOf(siteOf(document), normal(line), counts.length / ROWS);
  return Math.min(...places.map((place) => counts[place]!));
}

/** The host of the page's address; for documents without one their file's folder. */
export function siteOf({ origin }: Document): string {
  const host = /^[a-z]+:\/\/([^/?#]+)/i.exec(origin.url ?? '')?.[1];
  return host?.toLowerCase() ?? origin.file.slice(0, Math.max(0, origin.file.lastIndexOf('/')));
}

/** Numbers differ from page to page ("3 comments"), the rest of a boilerplate line does not. */
const normal = (line: string) => line.trim().toLowerCase().replace(/\d+/g, '0');

function placesOf(site: string, line: string, width: number): number[] {
  let [a, b] = [0x811c9dc5, 0x9747b28c];
  const key = `${site}\n${line}`;
  for (let i = 0; i < key.length; i++) {
    a = Math.imul(a ^ key.charCodeAt(i), 0x01000193);
    b = Math.imul(b ^ key.charCodeAt(i), 0x5bd1e995) ^ (b >>> 13);
  }
  // Two hashes make as many as are needed (Kirsch and Mitzenmacher 2008).
  return Array.from(
    { length: ROWS },
    (_, row) => row * width + (mixed(a + Math.imul(row, b | 1)) & (width - 1)),
  );
}

function mixed(hash: number): number {
  const h = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return h ^ (h >>> 13);
}
