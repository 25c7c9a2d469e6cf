/** Batches to learn from: documents in the mixture of each phase, with tokens hidden as the objective says. */
import { mix as mixSeed } from '../../corpus/pack/permutation.js';
import { ShardSource, type ShardSourceState } from '../../corpus/pack/source.js';
import { UserError } from '../../errors.js';
import { differenceOf } from '../../options.js';
import { seededRandom } from '../../random.js';
import { END } from '../../text/bpe/alphabet.js';
import type { BatchSource } from '../source.js';
import { hideByPlan, type PretrainBatch } from './hide.js';
import { readSource, type PretrainSourceOptions, type SourceSettings } from './options.js';

/** Documents that are packed together: enough to fill rows well, few enough to begin again in a moment. */
const WINDOW = 512;
/** So many batches in a row without a token that could be hidden mean that there is none. */
const MOST_EMPTY = 100;

/** Where a source stands (JSON). */
export interface PretrainSourceState {
  /** What the state belongs to. */
  of: Record<string, unknown>;
  /** How many batches were given. */
  step: number;
  /** One a phase. */
  phases: ShardSourceState[];
}

/** See `pretrainSource`. */
export class PretrainSource implements BatchSource<PretrainBatch>, IterableIterator<PretrainBatch> {
  private readonly phases: readonly ShardSource[];
  /** After so many steps the phase with the same number ends. */
  private readonly ends: readonly number[];
  private readonly of: Record<string, unknown>;
  private step = 0;

  constructor(private readonly settings: SourceSettings) {
    const { shards, batch, length, seed, phases, steps, plan } = settings;
    this.phases = phases.map(
      ({ mix }, phase) =>
        new ShardSource({
          ...{ shards, batch, length, window: WINDOW, begin: END, epochs: Infinity },
          ...{ seed: mixSeed(seed, phase), marks: plan.wholeMarks },
          ...(mix === undefined ? {} : { mix }),
        }),
    );
    let share = 0;
    this.ends = phases.map((phase) => Math.round((share += phase.share) * steps));
    const identity = { shards: shards.fingerprint(), ...plan, batch, length, seed, phases };
    this.of = JSON.parse(JSON.stringify(identity)) as Record<string, unknown>;
  }

  [Symbol.iterator](): this {
    return this;
  }

  /** It never ends: after the last step the last phase goes on. */
  next(): IteratorResult<PretrainBatch, undefined> {
    const { plan, tokenizer, seed } = this.settings;
    const phase = this.ends.findIndex((end) => this.step < end);
    const source = this.phases.at(phase)!;
    const random = seededRandom(mixSeed(seed, this.step, 3));
    for (let tries = 0; tries < MOST_EMPTY; tries++) {
      const batch = hideByPlan(source.next().value!, plan, tokenizer.vocabularySize, random);
      if (!batch.targets.some((target) => target >= 0)) continue;
      this.step++;
      return { done: false, value: batch };
    }
    throw new UserError(
      `pretrain: ${MOST_EMPTY} batches in a row had nothing to guess; the documents are too short for the objective ${plan.objective}.`,
    );
  }

  /** Where it stands: `restore` goes on with the batch that `next()` would give now. */
  state(): PretrainSourceState {
    return { of: this.of, step: this.step, phases: this.phases.map((source) => source.state()) };
  }

  /** @throws UserError where the state belongs to other shards or options. */
  restore({ of, step, phases }: PretrainSourceState): void {
    const differs = differenceOf(this.of, of);
    if (differs !== undefined) {
      const { name, ours, theirs } = differs;
      throw new UserError(
        `pretrain: the saved training has ${name} ${theirs}, this one ${ours}; use the same ${name}, or begin anew.`,
      );
    }
    this.phases.forEach((source, phase) => source.restore(phases[phase]!));
    this.step = step;
  }
}

/**
 * What `pretrain` learns from, as an endless iterator of batches that can tell and take back its state. A pure function
 * of shards and options; takes the options of `pretrain` too, and looks at those that concern it.
 * @throws UserError where an option is wrong or things do not fit.
 */
export function pretrainSource(options: PretrainSourceOptions): PretrainSource {
  return new PretrainSource(readSource('pretrainSource', options));
}
