/** Whether handed-in weights are one of our own checkpoints, as it is or disguised. Rates: README.md in this folder. */
import type { StoredTensor } from '../../nn/safetensors.js';
import { fingerprintOf, indicesOf, type Fingerprint, type MatrixPrint } from './fingerprint.js';

/**
 * `identical`: the same bits, under whatever names. `values`: the same numbers up to rounding, noise or further
 * training. `spectrum`: the same up to the order and the size of rows and columns.
 */
export type RecognitionMethod = 'identical' | 'values' | 'spectrum';

export interface Recognition {
  checkpoint: string;
  method: RecognitionMethod;
  /** From 0 (as strangers are) to 1; the mean over the matrices of the checkpoint. */
  similarity: number;
}

/**
 * Between what disguises leave (0.9 and more) and what strangers reach (0.2 and less). Weights that were trained on
 * from a checkpoint lie above it for long: an author who allows that asks for more.
 */
export const DEFAULT_THRESHOLD = 0.5;

/**
 * @param weights - by name, as `decodeSafetensors` gives them; names do not count.
 * @returns the most similar checkpoint at or above the threshold.
 */
export function recognise(
  weights: ReadonlyMap<string, StoredTensor>,
  known: readonly Fingerprint[],
  threshold = DEFAULT_THRESHOLD,
): Recognition | undefined {
  const [best] = similarities(weights, known);
  return best !== undefined && best.similarity >= threshold ? best : undefined;
}

/** How similar the weights are to each checkpoint, the most similar one first. */
export function similarities(
  weights: ReadonlyMap<string, StoredTensor>,
  known: readonly Fingerprint[],
): Recognition[] {
  const { matrices } = fingerprintOf('handed in', weights);
  return known.map((one) => compareWith(one, matrices)).sort((a, b) => b.similarity - a.similarity);
}

function compareWith({ checkpoint, matrices }: Fingerprint, found: readonly MatrixPrint[]): Recognition {
  const mean = (similarity: (a: MatrixPrint, b: MatrixPrint) => number) =>
    matrices.reduce((sum, own) => sum + bestOf(own, found, similarity), 0) / Math.max(1, matrices.length);
  const identical = mean((a, b) => (a.hash === b.hash ? 1 : 0));
  if (identical > DEFAULT_THRESHOLD) return { checkpoint, method: 'identical', similarity: identical };
  const values = mean(sameValues);
  const spectrum = mean(sameSpectrum);
  return values >= spectrum
    ? { checkpoint, method: 'values', similarity: values }
    : { checkpoint, method: 'spectrum', similarity: spectrum };
}

/** Names say nothing: the matrix of the same shape that fits best. */
function bestOf(
  own: MatrixPrint,
  found: readonly MatrixPrint[],
  similarity: (a: MatrixPrint, b: MatrixPrint) => number,
): number {
  const alike = found.filter(({ shape }) => shape.join() === own.shape.join());
  return Math.max(0, ...alike.map((one) => similarity(own, one)));
}

/** The squared correlation of the sampled values: the share of one matrix that the other explains. */
function sameValues({ sample: a }: MatrixPrint, { sample: b }: MatrixPrint): number {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (const [i, value] of a.entries()) {
    ab += (value - meanA) * (b[i]! - meanB);
    aa += (value - meanA) ** 2;
    bb += (b[i]! - meanB) ** 2;
  }
  if (aa === 0 || bb === 0 || ab <= 0) return 0;
  return ab ** 2 / (aa * bb);
}

/** Of a copy with noise singular values move by a small part of the gap to the next one; of a stranger, by half a gap and more. */
const HALF_A_LIKENESS = 0.2;

/** 1 / (1 + (typical shift in gaps / `HALF_A_LIKENESS`)²). */
function sameSpectrum(own: MatrixPrint, { spectrum: other }: MatrixPrint): number {
  const shift = typicalShift(own, other);
  return 1 / (1 + (shift / HALF_A_LIKENESS) ** 2);
}

/** The median over the singular values: how far one lies from its counterpart, in gaps between neighbours. */
export function typicalShift({ spectrum: own, shape }: MatrixPrint, other: readonly number[]): number {
  const indices = indicesOf(Math.min(...shape));
  const shifts: number[] = [];
  for (let k = 1; k < own.length - 1; k++) {
    const gap = (own[k - 1]! - own[k + 1]!) / (indices[k + 1]! - indices[k - 1]!);
    if (gap > 0) shifts.push(Math.abs(own[k]! - other[k]!) / gap);
  }
  shifts.sort((a, b) => a - b);
  return shifts[Math.floor(shifts.length / 2)] ?? Infinity;
}
