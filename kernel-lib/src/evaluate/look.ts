/**
 * What all evaluations ask of a model: what it gives each token at some places of many rows. Rows of like length go through the layers
 * together, and only the wanted places go through the head, so that memory stays small.
 *
 * B rows, T tokens in a row, D width, V vocabulary
 */
import { setImmediate } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs';
import { UserError } from '../errors.js';
import { hidden, type Model } from '../nn/model.js';

/** A row to look at. */
export interface Row {
  tokens: ArrayLike<number>;
  /** Whether a place sees only those before it. */
  causal: boolean;
  /** Places that are wanted: each speaks of the token after it. */
  places: readonly number[];
}

/**
 * What the model gives each token after a row's k-th wanted place, as natural logarithms [V]. They are overwritten
 * afterwards: copy what shall stay.
 */
export type Visit = (row: number, k: number, logProbabilities: Float32Array) => void;

/** Tokens with their padding that go through the layers together. */
const MOST_TOKENS = 2048;
/** Numbers of the head that are held at once: 16 MB. */
const MOST_NUMBERS = 2 ** 22;

/**
 * Calls `visit` for each wanted place of each row, rows in no certain order. Everything else that waits gets its turn
 * between two batches. Throws a UserError for a row that is empty or longer than the model reads, and a place outside.
 */
export async function lookAt(model: Model, rows: readonly Row[], visit: Visit): Promise<void> {
  rows.forEach((row, number) => checkRow(row, number, model.config.context));
  for (const batch of batchesOf(rows, model.config.vocabulary)) {
    const values = await valuesAt(model, batch.map((row) => rows[row]!)); // prettier-ignore
    const V = model.config.vocabulary;
    let at = 0;
    for (const row of batch) {
      for (const k of rows[row]!.places.keys()) visit(row, k, values.subarray(at, (at += V)));
    }
    await setImmediate();
  }
}

function checkRow({ tokens, places }: Row, row: number, context: number): void {
  if (tokens.length > context) {
    throw new UserError(
      `Row ${row} has ${tokens.length} tokens, and the model reads ${context} tokens in a row at most; shorten it, or leave it out.`,
    );
  }
  const wrong = places.find((place) => !(Number.isInteger(place) && place >= 0 && place < tokens.length));
  if (wrong === undefined) return;
  throw new UserError(`Row ${row} has ${tokens.length} tokens, and place ${wrong} is not one of them.`);
}

/** The numbers of the rows that something is asked of, in batches. */
function batchesOf(rows: readonly Row[], vocabulary: number): number[][] {
  const lengthOf = (row: number) => rows[row]!.tokens.length;
  const asked = [...rows.keys()].filter((row) => rows[row]!.places.length > 0);
  const batches: number[][] = [];
  let places = 0;
  for (const row of asked.sort((a, b) => lengthOf(a) - lengthOf(b))) {
    const batch = batches.at(-1);
    places += rows[row]!.places.length;
    const fits =
      batch !== undefined &&
      (batch.length + 1) * lengthOf(row) <= MOST_TOKENS &&
      places * vocabulary <= MOST_NUMBERS;
    if (fits) batch.push(row);
    else {
      batches.push([row]);
      places = rows[row]!.places.length;
    }
  }
  return batches;
}

/** [places, V], row after row. */
async function valuesAt(model: Model, rows: readonly Row[]): Promise<Float32Array> {
  const T = Math.max(...rows.map(({ tokens }) => tokens.length));
  const size = rows.length * T;
  const tokens = new Int32Array(size);
  const segments = new Int32Array(size);
  rows.forEach((row, r) => {
    tokens.set(row.tokens, r * T);
    segments.fill(1, r * T, r * T + row.tokens.length);
  });
  const places = Int32Array.from(rows.flatMap((row, r) => row.places.map((place) => r * T + place)));
  const causal = Uint8Array.from(rows, (row) => Number(row.causal));
  const batch = { rows: rows.length, length: T, tokens, segments, causal, targets: new Int32Array(size) };
  const table = model.parameters['embedding'] as tf.Variable as unknown as tf.Tensor2D;
  const logProbabilities = tf.tidy(() => {
    const wanted = tf.gather(hidden(model, batch), tf.tensor1d(places, 'int32')); // [places, D]
    const logits = tf.matMul(wanted, table, false, true); // [places, V]
    return tf.sub(logits, tf.logSumExp(logits, 1, true));
  });
  try {
    return (await logProbabilities.data()) as Float32Array;
  } finally {
    logProbabilities.dispose();
  }
}

/** The likeliest token, and the logarithm of its probability. */
export function likeliest(logProbabilities: Float32Array): { token: number; logProbability: number } {
  let token = 0;
  let most = logProbabilities[0]!;
  for (let i = 1; i < logProbabilities.length; i++) {
    const value = logProbabilities[i]!;
    if (value > most) {
      most = value;
      token = i;
    }
  }
  return { token, logProbability: most };
}
