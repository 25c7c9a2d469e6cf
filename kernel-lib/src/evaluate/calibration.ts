/** Whether a model is right as often as it says: confidence beside accuracy, in bins (Guo et al., 2017). */
import { UserError } from '../errors.js';

export interface CalibrationBin {
  /** Confidences above `low`, up to `high`. */
  low: number;
  high: number;
  count: number;
  /** The mean of what the model said. */
  confidence: number;
  /** The share that was right. */
  accuracy: number;
}

export interface Calibration {
  /** Those that are not empty, from low to high. */
  bins: CalibrationBin[];
  /** Expected calibration error: the mean distance of confidence and accuracy, each bin by its count. */
  ece: number;
}

/**
 * @param probabilities - what the model gave each of its answers, 0 to 1.
 * @param right - whether the answer was right.
 * @param bins - of equal width.
 */
export function calibration(
  probabilities: readonly number[],
  right: readonly boolean[],
  bins = 15,
): Calibration {
  check(probabilities, right, bins);
  const made = Array.from({ length: bins }, (_, bin) => ({
    ...{ low: bin / bins, high: (bin + 1) / bins, count: 0, confidence: 0, accuracy: 0 },
  }));
  probabilities.forEach((probability, i) => {
    const bin = made[Math.max(0, Math.ceil(probability * bins) - 1)]!;
    bin.count += 1;
    bin.confidence += probability;
    bin.accuracy += Number(right[i]);
  });
  const filled = made
    .filter(({ count }) => count > 0)
    .map((bin) => ({
      ...bin,
      confidence: bin.confidence / bin.count,
      accuracy: bin.accuracy / bin.count,
    }));
  const ece = filled.reduce(
    (sum, { count, confidence, accuracy }) => sum + (count * Math.abs(confidence - accuracy)) / right.length,
    0,
  );
  return { bins: filled, ece };
}

function check(probabilities: readonly number[], right: readonly boolean[], bins: number): void {
  if (probabilities.length !== right.length || right.length === 0) {
    throw new UserError(
      `calibration needs as many probabilities as judgements, and at least one; got ${probabilities.length} and ${right.length}.`,
    );
  }
  if (!Number.isSafeInteger(bins) || bins < 1) {
    throw new UserError(`calibration: bins must be a whole number, 1 or above, got ${bins}.`);
  }
  const wrong = probabilities.find((probability) => !(probability >= 0 && probability <= 1));
  if (wrong === undefined) return;
  throw new UserError(`calibration: a probability is a number from 0 to 1, got ${wrong}.`);
}
