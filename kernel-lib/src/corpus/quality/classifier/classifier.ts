/** Logistic regression on hashed n-grams: how much a text is like the examples that were marked. */
import { modelBytes, readModel } from '../../model-bytes.js';
import { bucketOf, featuresOf, gramsOf, type Features } from './features.js';

/** All of a trained classifier, as plain data: it can be stored and sent to a worker thread. */
export interface ClassifierState {
  /** One for each bucket; their number is a power of two. */
  weights: Float32Array;
  bias: number;
  /** Scores above it are the class. */
  threshold: number;
  /** What it looks for, for example `advertisement`; the rule of its reasons. */
  label: string;
}

/** One n-gram of a text and what it adds to the log-odds; `weight` without the text's 1/√n. */
export interface Contribution {
  gram: string;
  weight: number;
  adds: number;
}

/** The logistic function. */
export const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));

export class Classifier {
  constructor(readonly state: ClassifierState) {}

  /** The probability that the text is of the class, as the model sees it; 0 for a text without any feature. */
  score(text: string): number {
    const features = featuresOf(text, this.state.weights.length);
    return features.value === 0 ? 0 : sigmoid(logitOf(this.state, features));
  }

  /** Whether the score is above the threshold. */
  accepts(text: string): boolean {
    return this.score(text) > this.state.threshold;
  }

  /** The n-grams that weigh most, for or against the class, the heaviest first. */
  explain(text: string, most = 10): Contribution[] {
    const count = this.state.weights.length;
    const { value } = featuresOf(text, count);
    const byBucket = new Map<number, Contribution>();
    for (const gram of gramsOf(text)) {
      const bucket = bucketOf(gram, count);
      const weight = this.state.weights[bucket]!;
      if (!byBucket.has(bucket)) byBucket.set(bucket, { gram, weight, adds: weight * value });
    }
    const size = ({ adds }: Contribution) => Math.abs(adds);
    return [...byBucket.values()].sort((a, b) => size(b) - size(a)).slice(0, most);
  }

  /** For a file: a header of one JSON line, then the weights. */
  toBytes(): Uint8Array {
    const { weights, ...header } = this.state;
    return modelBytes('classifier', header, weights);
  }

  /** @param where - the name of the file, for the UserError where the bytes are not a classifier's. */
  static fromBytes(bytes: Uint8Array, where = 'these bytes'): Classifier {
    const { header, values } = readModel<Omit<ClassifierState, 'weights'>>(bytes, 'classifier', where);
    return new Classifier({ ...header, weights: values });
  }
}

/** The log-odds that the model gives. */
export function logitOf(
  { weights, bias }: Pick<ClassifierState, 'weights' | 'bias'>,
  features: Features,
): number {
  let sum = 0;
  for (const bucket of features.buckets) sum += weights[bucket]!;
  return bias + features.value * sum;
}
