/** Where batches come from, and how much is in one. */
import { UserError } from '../errors.js';

/** An iterator that can tell where it stands (as JSON) and go back there. */
export interface BatchSource<Batch> {
  next(): IteratorResult<Batch, unknown> | Promise<IteratorResult<Batch, unknown>>;
  state(): unknown;
  restore(state: never): void;
}

export interface BatchCount {
  /** Tokens without padding. */
  tokens: number;
  /** Positions with a target: the loss is the mean over these. */
  targets: number;
}

interface Arrays {
  tokens: Int32Array;
  targets: Int32Array;
  segments: Int32Array;
}

/**
 * Counts in the course's batches; anything else counts as one target without tokens.
 * @throws UserError where the arrays of a batch have different lengths.
 */
export function countBatch(batch: unknown): BatchCount {
  const { targets, segments, tokens } = (batch ?? {}) as Partial<Arrays>;
  const lengths = Object.entries({ tokens, targets, segments }).filter(([, array]) => array !== undefined);
  if (new Set(lengths.map(([, array]) => array!.length)).size > 1) {
    const words = lengths.map(([name, array]) => `${array!.length} ${name}`).join(', ');
    throw new UserError(
      `The arrays of a batch have different lengths: ${words}; each position has one of each.`,
    );
  }
  return {
    tokens: segments === undefined ? (tokens?.length ?? 0) : countOf(segments, (segment) => segment !== 0),
    targets: targets === undefined ? 1 : countOf(targets, (target) => target >= 0),
  };
}

function countOf(values: Int32Array, is: (value: number) => boolean): number {
  let count = 0;
  for (const value of values) if (is(value)) count += 1;
  return count;
}
