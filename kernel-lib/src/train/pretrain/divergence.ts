/** A training may be lost while all its numbers are finite: the loss stays far above that of a pure guess. */
import { UserError } from '../../errors.js';
import type { TrainRecord } from '../loop.js';

/** Steps that are looked at together; a single batch may be bad luck. */
const WINDOW = 20;
/** So many times the loss of whoever gives every token the same probability. */
const FAR_ABOVE = 2;

interface Rates {
  learningRate: number;
  embeddingRate: number;
  checkpointPath?: string;
  model: { config: { vocabulary: number } };
}

/** Loss or gradients say that the weights are beyond saving. The weights are those after `step`. */
export class DivergedError extends UserError {
  constructor(
    finding: string,
    /** How many steps were done. */
    readonly step: number,
    { learningRate, embeddingRate, checkpointPath }: Rates,
  ) {
    const file =
      checkpointPath === undefined ? '' : ` Remove ${checkpointPath} first: its weights may be lost, too.`;
    super(
      `Training was lost by step ${step}: ${finding}. The learning rates are too high (learningRate ${learningRate}, ` +
        `embeddingRate ${embeddingRate}): begin anew with a tenth of them, or with a longer warmUp.${file}`,
    );
  }
}

/** @returns what is told each record, and throws a DivergedError where the last ones show that all is lost. */
export function divergenceWatch(rates: Rates): (record: TrainRecord) => void {
  const guess = Math.log(rates.model.config.vocabulary);
  const seen: { loss: number; gradientNorm: number }[] = [];
  return ({ step, loss, gradientNorm }) => {
    seen.push({ loss, gradientNorm });
    if (seen.length > WINDOW) seen.shift();
    if (seen.length < WINDOW) return;
    const mean = seen.reduce((sum, record) => sum + record.loss, 0) / WINDOW;
    const many = `in each of the last ${WINDOW} steps`;
    if (seen.every((record) => record.gradientNorm === 0)) {
      throw new DivergedError(`the gradient was 0 ${many}, so nothing is learnt any more`, step, rates);
    }
    if (mean <= FAR_ABOVE * guess) return;
    const finding = `the loss of the last ${WINDOW} steps was ${mean.toPrecision(3)} on average, that of a pure guess is ${guess.toPrecision(3)}`;
    throw new DivergedError(finding, step, rates);
  };
}
