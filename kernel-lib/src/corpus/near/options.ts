/** What near copies are found by. */
import { UserError } from '../../errors.js';
import { readOptions, rule } from '../../options.js';

export interface NearOptions {
  /** A pair becomes a candidate when all rows of at least one band are equal. */
  bands?: number;
  rows?: number;
  /** Draws the hash functions; signatures of different seeds cannot be compared. */
  seed?: number;
}

export interface NearSettings {
  bands: number;
  rows: number;
  seed: number;
  /** bands × rows: numbers in a signature. */
  hashes: number;
}

/** 14 bands of 8 rows, as FineWeb has them: half of the pairs at similarity 0.68 are found. */
export const NEAR_DEFAULTS = { bands: 14, rows: 8, seed: 1 };

/** What the compiled module has room for. */
const MOST_HASHES = 4096;

const RULES = { bands: rule.countFromOne, rows: rule.countFromOne, seed: rule.count };

export function nearSettings(given: NearOptions = {}): NearSettings {
  const { bands, rows, seed } = readOptions('near copies', NEAR_DEFAULTS, RULES, given);
  const hashes = bands * rows;
  if (hashes <= MOST_HASHES) return { bands, rows, seed, hashes };
  throw new UserError(
    `Near copies: ${bands} bands of ${rows} rows are ${hashes} hashes; at most ${MOST_HASHES} work (14 of 8 are usual).`,
  );
}

/**
 * The probability that a pair of Jaccard similarity `s` becomes a candidate: 1 − (1 − s^rows)^bands
 * (J. Leskovec, A. Rajaraman, J. Ullman, "Mining of Massive Datasets", 3.4.2).
 */
export function sCurve(s: number, bands = NEAR_DEFAULTS.bands, rows = NEAR_DEFAULTS.rows): number {
  return 1 - (1 - s ** rows) ** bands;
}
