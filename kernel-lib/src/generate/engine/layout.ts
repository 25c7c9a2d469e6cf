/** Where the engine's arrays lie in its memory, and how large they are. */
import type { ModelConfig } from '../../nn/config.js';

/** Columns are rounded up to whole panels: the kernels take 16 at a time. */
export const up16 = (n: number) => Math.ceil(n / 16) * 16;

/** Below it lie the kernels' own constants and the arguments of a call. */
const START = 65_536;
export const ARGUMENTS = 1024;
const ALIGNMENT = 64;

/** Hands out stretches of memory one after the other; nothing is given back but all behind a place. */
export class Stretch {
  constructor(public end: number = START) {}

  /** @returns the address of this many words of four bytes. */
  take(words: number): number {
    const address = this.end;
    this.end = Math.ceil((address + words * 4) / ALIGNMENT) * ALIGNMENT;
    return address;
  }
}

/** The matrices of a block in the order in which the kernel expects their addresses. */
export const BLOCK = ['norm1', 'query', 'key', 'value', 'out', 'norm2', 'up', 'down'] as const;

/** What a call needs for its cells, keys and values. */
export interface Room {
  /** Rows in the cache. */
  rows: number;
  /** Positions of a row in the cache. */
  positions: number;
  /** Cells of one call. */
  cells: number;
}

export interface Places {
  tokens: number;
  rows: number;
  positions: number;
  limits: number;
  wanted: number;
  logits: number;
  keys: number;
  values: number;
  x: number;
  y: number;
  q: number;
  t: number;
  f: number;
  scores: number;
}

/** Lays out the part of the memory that changes with the room. */
export function place(stretch: Stretch, config: ModelConfig, { rows, positions, cells }: Room): Places {
  const width = up16(config.width);
  const cache = config.layers * rows * positions * width;
  const list = () => stretch.take(cells);
  const inWidth = () => stretch.take(cells * width);
  return {
    ...{ tokens: list(), rows: list(), positions: list(), limits: list(), wanted: list() },
    logits: stretch.take(cells * up16(config.vocabulary)),
    ...{ keys: stretch.take(cache), values: stretch.take(cache) },
    ...{ x: inWidth(), y: inWidth(), q: inWidth(), t: inWidth() },
    f: stretch.take(cells * up16(config.hidden)),
    scores: stretch.take(positions + 4),
  };
}
