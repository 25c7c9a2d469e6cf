/**
 * A batch: rows of tokens, with what each place shall predict and whom it may see.
 *
 * B rows, T tokens in a row
 */
import * as tf from '@tensorflow/tfjs';
import { UserError } from '../errors.js';
import type { AttentionMask } from '../ops/attention.js';

export interface Batch {
  /** B. */
  rows: number;
  /** T. */
  length: number;
  /** [B·T]. */
  tokens: Int32Array;
  /** [B·T]: the token to predict at each place; −1 is ignored. */
  targets: Int32Array;
  /** [B·T]: the number of the document in its row, which sees no other one; 0 is padding. */
  segments: Int32Array;
  /** [B]: 1 where a place sees only those before it. */
  causal: Uint8Array;
  /** [B]: so many first places are seen by all, in a causal row too. */
  prefix?: Int32Array;
}

/** @throws UserError where an array has not as many numbers as rows and length say. */
export function checkBatch({ rows, length, tokens, targets, segments, causal, prefix }: Batch): void {
  const places = { tokens, targets, segments };
  const ofRows = prefix === undefined ? { causal } : { causal, prefix };
  const expected = [
    ...Object.entries(places).map(([name, values]) => ({ name, values, size: rows * length })),
    ...Object.entries(ofRows).map(([name, values]) => ({ name, values, size: rows })),
  ];
  for (const { name, values, size } of expected) {
    if (values.length === size) continue;
    throw new UserError(
      `The batch of ${rows} rows and ${length} tokens needs ${size} ${name}, got ${values.length}.`,
    );
  }
}

/** The place of each token in its document: it begins again at 0 where the segment changes. */
export function positionsOf({ rows, length, segments }: Batch): Int32Array {
  const positions = new Int32Array(rows * length);
  for (let row = 0; row < rows; row++) {
    for (let i = row * length + 1; i < (row + 1) * length; i++) {
      positions[i] = segments[i] === segments[i - 1] ? positions[i - 1]! + 1 : 0;
    }
  }
  return positions;
}

/** Who sees whom, for the attention of every layer. */
export function maskOf({ rows, length, segments, causal, prefix }: Batch): AttentionMask {
  const documents = tf.tensor2d(segments, [rows, length], 'int32');
  return {
    segmentsOfQueries: documents,
    segmentsOfKeys: documents,
    causal: tf.tensor1d(Int32Array.from(causal), 'int32'),
    prefix: tf.tensor1d(prefix ?? new Int32Array(rows), 'int32'),
  };
}
