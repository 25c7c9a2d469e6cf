/**
 * Training by stochastic gradients with a rate of its own for each weight (Adagrad, Duchi et al. 2011,
 * https://jmlr.org/papers/v12/duchi11a.html). The penalty l2·w² pulls only at weights whose feature occurs in the
 * example, so that a step costs as much as the text is long.
 */
import { UserError } from '../../../errors.js';
import { readOptions, rule, type Rule } from '../../../options.js';
import type { ProgressRecord } from '../../../progress.js';
import { seededRandom, shuffle } from '../../../random.js';
import { Classifier, type ClassifierState, logitOf, sigmoid } from './classifier.js';
import { featuresOf, type Features } from './features.js';

/** A text, and whether it is of the class that is looked for. */
export interface Example {
  text: string;
  label: boolean;
  /** Examples of one group (a template, a site) are held out together or not at all. */
  group?: string;
}

export interface TrainOptions {
  /** What is looked for. Default `advertisement`. */
  label?: string;
  /** Buckets for hashed n-grams: a power of two. Default 2^16. */
  buckets?: number;
  epochs?: number;
  learningRate?: number;
  l2?: number;
  seed?: number;
  /** Share of the groups that only the threshold is chosen on. Default a fifth. */
  heldOut?: number;
  /** Of held-out texts that are not of the class, at most this share may lie above the threshold. Default 0.005. */
  mostLost?: number;
  onProgress?: (record: ProgressRecord) => void;
}

const defaults = {
  label: 'advertisement',
  buckets: 2 ** 16,
  epochs: 12,
  learningRate: 0.5,
  l2: 1e-3,
  seed: 1,
  heldOut: 0.2,
  mostLost: 0.005,
};
const powerOfTwo: Rule = {
  allows: (value) =>
    typeof value === 'number' && value >= 2 && value <= 2 ** 24 && Number.isInteger(Math.log2(value)),
  words: 'a power of two up to 2^24',
};
const rules = {
  label: rule.text,
  buckets: powerOfTwo,
  epochs: rule.countFromOne,
  learningRate: rule.finitePositive,
  l2: rule.notNegative,
  seed: rule.count,
  heldOut: rule.belowOne,
  mostLost: rule.share,
  onProgress: rule.function,
};

interface Encoded {
  features: Features;
  label: boolean;
  /** Both classes weigh the same, however many examples each has. */
  weight: number;
}

/**
 * A classifier that tells texts of the class from others; the same examples, options and seed give the same one.
 * Its threshold is chosen on examples that it did not learn from. Throws a UserError where one class is missing.
 */
export function trainClassifier(examples: readonly Example[], given: TrainOptions = {}): Classifier {
  const options = readOptions('trainClassifier', defaults, rules, given);
  const { learn, check } = parted(examples, options.heldOut, options.seed);
  const encoded = encode(learn, options.buckets);
  const model: ClassifierState = {
    ...{ weights: new Float32Array(options.buckets), bias: 0, threshold: 0.5, label: options.label },
  };
  const random = seededRandom(options.seed);
  const squares = { weights: new Float64Array(options.buckets), bias: 0 };
  for (let epoch = 1; epoch <= options.epochs; epoch++) {
    let loss = 0;
    for (const example of shuffle(random, encoded)) loss += step(model, squares, example, options);
    options.onProgress?.({
      ...{ label: 'train classifier', done: epoch, total: options.epochs, unit: 'epochs' },
      note: `loss ${(loss / encoded.length).toFixed(4)}`,
    });
  }
  const scored = encode(check.length > 0 ? check : learn, options.buckets);
  return new Classifier({ ...model, threshold: thresholdFor(model, scored, options.mostLost) });
}

function encode(examples: readonly Example[], buckets: number): Encoded[] {
  const positive = examples.filter(({ label }) => label).length;
  if (positive === 0 || positive === examples.length) {
    const what = positive === 0 ? 'none of the class' : 'only ones of the class';
    throw new UserError(
      `trainClassifier needs examples of both kinds; of ${examples.length} there are ${what}.`,
    );
  }
  const half = examples.length / 2;
  return examples.map(({ text, label }) => ({
    ...{ features: featuresOf(text, buckets), label },
    weight: label ? half / positive : half / (examples.length - positive),
  }));
}

/** Whole groups are held out; an example without one is a group by itself. Each class keeps some to learn from. */
function parted(examples: readonly Example[], share: number, seed: number) {
  const learn: Example[] = [];
  const check: Example[] = [];
  for (const label of [true, false]) {
    const mine = examples.filter((example) => example.label === label);
    const groups = new Map<string, Example[]>();
    mine.forEach((example, i) => {
      const name = example.group ?? `#${i}`;
      groups.set(name, [...(groups.get(name) ?? []), example]);
    });
    const order = shuffle(seededRandom(seed), [...groups.values()]);
    const held = Math.min(Math.round(share * order.length), order.length - 1);
    check.push(...order.slice(0, Math.max(0, held)).flat());
    learn.push(...order.slice(Math.max(0, held)).flat());
  }
  const both = new Set(check.map(({ label }) => label)).size === 2;
  return both ? { learn, check } : { learn: [...learn, ...check], check: [] };
}

/** One example: its loss before the step; weights and sums of squared gradients change in place. */
function step(
  model: ClassifierState,
  squares: { weights: Float64Array; bias: number },
  { features, label, weight }: Encoded,
  { learningRate, l2 }: { learningRate: number; l2: number },
): number {
  const probability = sigmoid(logitOf(model, features));
  const slope = weight * (probability - (label ? 1 : 0));
  for (const bucket of features.buckets) {
    const gradient = slope * features.value + l2 * model.weights[bucket]!;
    squares.weights[bucket]! += gradient * gradient;
    model.weights[bucket]! -= (learningRate * gradient) / (Math.sqrt(squares.weights[bucket]!) + 1e-8);
  }
  squares.bias += slope * slope;
  model.bias -= (learningRate * slope) / (Math.sqrt(squares.bias) + 1e-8);
  return -weight * Math.log(Math.max(1e-12, label ? probability : 1 - probability));
}

/**
 * The lowest threshold that loses at most the given share of the others, and a tenth of the way (in log-odds) to the
 * next text of the class: near the others, because texts of the class that nobody has seen yet score lower.
 */
function thresholdFor(model: ClassifierState, examples: readonly Encoded[], mostLost: number): number {
  const logits = (label: boolean) =>
    examples
      .filter((example) => example.label === label)
      .map(({ features }) => logitOf(model, features))
      .sort((a, b) => b - a);
  const others = logits(false);
  const floor = others[Math.min(Math.floor(mostLost * others.length), others.length - 1)]!;
  const next = logits(true).findLast((logit) => logit > floor) ?? floor;
  return sigmoid(floor + 0.1 * (next - floor));
}
