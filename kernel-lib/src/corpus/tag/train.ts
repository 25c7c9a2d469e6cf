import { UserError } from '../../errors.js';
import { readOptions, rule } from '../../options.js';
import type { ProgressRecord } from '../../progress.js';
import { type Random, seededRandom, shuffle } from '../../random.js';
import type { Judge, Span } from '../document.js';
import { withSpans } from './lexicon.js';
import { LabelChoice, labelsOf, Neighbourhood, PerceptronTagger, type TaggerState } from './perceptron.js';
import { type Piece, piecesOf } from './units.js';

/** A text with its marks, for example from the lexicon. */
export interface TaggedText {
  text: string;
  spans?: readonly Span[];
}

export interface TrainTaggerOptions {
  /** Default 5. */
  epochs?: number;
  /** Buckets for hashed features, a power of two. Default 2^16. */
  buckets?: number;
  /** How often a marked word, or another piece, is hidden, so that its neighbours have to tell. Default 0.3. */
  hide?: number;
  seed?: number;
  onProgress?: (record: ProgressRecord) => void;
}

interface Lesson {
  pieces: Piece[];
  labels: string[];
}

/** A tagger that learns from marked texts; the same texts, options and seed give the same one. */
export function trainTagger(texts: Iterable<TaggedText>, given: TrainTaggerOptions = {}): PerceptronTagger {
  const defaults = { epochs: 5, buckets: 2 ** 16, hide: 0.3, seed: 1 };
  const rules = {
    ...{ epochs: rule.countFromOne, buckets: rule.countFromOne, hide: rule.share, seed: rule.count },
    onProgress: rule.function,
  };
  const options = readOptions('trainTagger', defaults, rules, given);
  if (!Number.isInteger(Math.log2(options.buckets))) {
    throw new UserError(`trainTagger: buckets must be a power of two, got ${options.buckets}.`);
  }
  const lessons = Array.from(texts, ({ text, spans = [] }): Lesson => {
    const pieces = piecesOf(text);
    return { pieces, labels: labelsOf(pieces, spans) };
  });
  const classes = [...new Set(lessons.flatMap(({ labels }) => labels.map((label) => label.slice(2))))];
  const known = classes.filter((name) => name !== '').sort();
  if (known.length === 0) throw new UserError('trainTagger: no text has a mark; tag them first.');
  const labels = ['O', ...known.flatMap((name) => [`B-${name}`, `I-${name}`])];
  const trainer = new Trainer(labels, options.buckets, options.hide, seededRandom(options.seed));
  for (let epoch = 1; epoch <= options.epochs; epoch++) {
    const wrong = trainer.epoch(lessons);
    options.onProgress?.({
      ...{ label: 'train tagger', done: epoch, total: options.epochs, unit: 'epochs' },
      note: `${wrong} wrong`,
    });
  }
  return new PerceptronTagger(trainer.averaged());
}

class Trainer {
  private readonly weights: Float64Array;
  /** Each change times the step it was made in: the average of all steps is weights − later / steps. */
  private readonly later: Float64Array;
  private readonly choice: LabelChoice;
  private steps = 1;

  constructor(
    private readonly labels: readonly string[],
    private readonly buckets: number,
    private readonly hide: number,
    private readonly random: Random,
  ) {
    this.choice = new LabelChoice(labels);
    this.weights = new Float64Array(buckets * labels.length);
    this.later = new Float64Array(buckets * labels.length);
  }

  /** Returns how many pieces were labelled wrongly. */
  epoch(lessons: readonly Lesson[]): number {
    let wrong = 0;
    for (const { pieces, labels } of shuffle(this.random, lessons)) {
      const around = new Neighbourhood(pieces, this.buckets);
      const hidden = this.hidden(labels);
      let before = 0;
      for (let i = 0; i < pieces.length; i++) {
        const count = around.featuresAt(i, before, hidden);
        const said = this.choice.best(this.weights, around.buckets, count, before);
        const right = this.labels.indexOf(labels[i]!);
        if (said !== right) {
          wrong++;
          this.change(around.buckets.subarray(0, count), right, 1);
          this.change(around.buckets.subarray(0, count), said, -1);
        }
        this.steps++;
        before = right;
      }
    }
    return wrong;
  }

  /** Whole marked words, and single other pieces. */
  private hidden(labels: readonly string[]): boolean[] {
    let hides = false;
    return labels.map((label) => {
      if (label[0] !== 'I') hides = this.random() < this.hide;
      return hides;
    });
  }

  private change(features: Int32Array, label: number, by: number): void {
    for (const bucket of features) {
      const place = bucket * this.labels.length + label;
      this.weights[place]! += by;
      this.later[place]! += by * this.steps;
    }
  }

  averaged(): TaggerState {
    const weights = Float32Array.from(this.weights, (weight, i) => weight - this.later[i]! / this.steps);
    return { weights, labels: this.labels };
  }
}

/** Marks documents by a trained tagger's state: plain data, so that a worker thread can be given it. */
export function trainedTagger({ tagger }: { tagger: TaggerState }): Judge {
  const model = new PerceptronTagger(tagger);
  return { name: 'tag', judge: (document) => ({ keep: withSpans(document, model.tag(document.text)) }) };
}
