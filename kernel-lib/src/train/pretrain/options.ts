/** What a pretraining may be told, checked as a whole before anything begins. */
import { fingerprintOf } from '../../corpus/pack/shard-format.js';
import type { Shards } from '../../corpus/pack/shards.js';
import { UserError } from '../../errors.js';
import type { Model } from '../../nn/model.js';
import { needOptions, readOptions, rule, shown, type Rule } from '../../options.js';
import type { Tokenizer } from '../../text/bpe/tokenizer.js';
import { objectiveRules, planOf, type ObjectiveOptions, type Plan } from './objective.js';

/** A part of the training with a mixture of its own: what comes first, and what later. */
export interface Phase {
  /** Share of the steps; those of all phases make 1. */
  share: number;
  /** Share of the tokens by source of the shards, for example `{ person: 0.7, facts: 0.3 }`. Default: as they are. */
  mix?: Readonly<Record<string, number>>;
}

export interface PretrainSourceOptions extends ObjectiveOptions {
  /** From `openShards`. */
  shards: Shards;
  /** The one that wrote the shards. */
  tokenizer: Tokenizer;
  /** How many steps the training has in all. */
  steps: number;
  /** Rows of a step. Default 8. */
  batch?: number;
  /** Tokens of a row, in which several documents may stand. Default 96. */
  length?: number;
  /** Of the order of the documents and of what is hidden. Default 1. */
  seed?: number;
  /** Default: one. */
  phases?: readonly Phase[];
}

export interface PretrainOptions extends PretrainSourceOptions {
  model: Model;
  /** Muon's, of the matrices inside the network. Default 0.015. */
  learningRate?: number;
  /** AdamW's, of the embedding and the norms. Default 4e-3. */
  embeddingRate?: number;
  /** Default 0.05. */
  weightDecay?: number;
  /** In so many first steps the learning rates rise. Default 50. */
  warmUp?: number;
  /** In this last share of the steps they fall to 0, in a straight line. Default 0.4. */
  decayShare?: number;
  /** The gradient is shortened to this length. Default 1. */
  clip?: number;
  /** Called every `evaluateEvery` (default 100) steps and after the last one; its numbers come in the step's record. */
  evaluate?(step: number): Record<string, number> | Promise<Record<string, number>>;
  evaluateEvery?: number;
  /** Where to save every `checkpointEvery` (default 100) steps and after the last one. */
  checkpointPath?: string;
  checkpointEvery?: number;
  /** Goes on from the file at `checkpointPath`, where there is one; else begins. Default false. */
  resume?: boolean;
  /** A file that an earlier training saved: goes on from there to the same bits. */
  resumeFrom?: string;
  /** Ends the training before its next step, without an error. */
  signal?: AbortSignal;
}

const SOURCE_DEFAULTS = { batch: 8, length: 96, seed: 1, phases: [{ share: 1 }] as readonly Phase[] };
const DEFAULTS = {
  ...SOURCE_DEFAULTS,
  ...{ learningRate: 0.015, embeddingRate: 4e-3, weightDecay: 0.05, warmUp: 50, decayShare: 0.4, clip: 1 },
  resume: false,
};

const phasesRule: Rule = {
  allows: (value) => Array.isArray(value) && value.length > 0,
  words: 'a list of phases',
};
const RULES: Readonly<Record<keyof PretrainOptions, Rule>> = {
  ...objectiveRules,
  ...{ shards: rule.object, tokenizer: rule.object, steps: rule.countFromOne, batch: rule.countFromOne },
  ...{ length: rule.countFromOne, seed: rule.count, phases: phasesRule, model: rule.object },
  ...{ learningRate: rule.finitePositive, embeddingRate: rule.finitePositive, weightDecay: rule.notNegative },
  ...{ warmUp: rule.count, decayShare: rule.share, clip: rule.positive, evaluate: rule.function },
  ...{ evaluateEvery: rule.countFromOne, checkpointPath: rule.text, checkpointEvery: rule.countFromOne },
  ...{ resume: rule.boolean, resumeFrom: rule.text, signal: rule.object },
};

export type SourceSettings = PretrainSourceOptions & typeof SOURCE_DEFAULTS & { plan: Plan };
export type Settings = PretrainOptions & typeof DEFAULTS & { plan: Plan };

/** @throws UserError where an option is wrong, or tokenizer, shards and objective do not fit. */
export function readSource(who: string, given: PretrainSourceOptions): SourceSettings {
  const settings = readOptions(who, DEFAULTS, RULES, given);
  needOptions(who, settings, 'shards', 'tokenizer', 'steps');
  const { shards, tokenizer, phases, objective, causalShare, maskShare, restShare, wholeMarks } = settings;
  const options = { objective, causalShare, maskShare, restShare, wholeMarks };
  const plan = planOf(who, options as ObjectiveOptions);
  checkTokenizer(who, shards, tokenizer);
  checkPhases(who, phases);
  if (plan.needsMarks && shards.labels.length === 0) {
    const about = [
      ...(wholeMarks === true ? ['wholeMarks'] : []),
      ...(restShare === undefined ? [] : ['restShare']),
    ];
    throw new UserError(
      `${who}: the shards in ${shards.folder} have no marks, so none can be hidden; build the corpus with a lexicon, ` +
        `or take another objective${about.length > 0 ? `, or leave out ${about.join(' and ')}` : ''}.`,
    );
  }
  return { ...settings, plan: { ...plan, wholeMarks: plan.wholeMarks && shards.labels.length > 0 } };
}

/** @throws UserError, also where model and data do not fit. */
export function readPretrain(given: PretrainOptions): Settings {
  const settings = { ...DEFAULTS, ...readSource('pretrain', given) } as Settings;
  needOptions('pretrain', settings, 'model');
  const { model, tokenizer, length, resume, checkpointPath, resumeFrom } = settings;
  const { vocabulary, context } = model.config;
  if (vocabulary !== tokenizer.vocabularySize) {
    throw new UserError(
      `pretrain: the model has a vocabulary of ${vocabulary}, the tokenizer ${tokenizer.vocabularySize}; ` +
        `make the model with the tokenizer's.`,
    );
  }
  if (length > context) {
    throw new UserError(
      `pretrain: rows of ${length} tokens do not fit into the model's context of ${context}; take shorter rows.`,
    );
  }
  if (resume && (checkpointPath === undefined || resumeFrom !== undefined)) {
    throw new UserError('pretrain: `resume` looks at checkpointPath; give that one, and no resumeFrom.');
  }
  return settings;
}

function checkTokenizer(who: string, shards: Shards, tokenizer: Tokenizer): void {
  const fingerprint = fingerprintOf(tokenizer);
  if (fingerprint === shards.tokenizer) return;
  throw new UserError(
    `${who}: the shards in ${shards.folder} were written with the tokenizer ${shards.tokenizer}, this one is ` +
      `${fingerprint}; load the tokenizer.json that lies beside them.`,
  );
}

function checkPhases(who: string, phases: readonly Phase[]): void {
  for (const phase of phases) {
    const { share } = readOptions(
      `${who}: a phase`,
      {},
      { share: rule.finitePositive, mix: rule.object },
      phase,
    );
    if (share === undefined)
      throw new UserError(`${who}: a phase needs a share of the steps, got ${shown(phase)}.`);
  }
  const sum = phases.reduce((total, { share }) => total + share, 0);
  if (Math.abs(sum - 1) > 1e-6) {
    throw new UserError(`${who}: the shares of the phases must make 1, they make ${sum}.`);
  }
}
