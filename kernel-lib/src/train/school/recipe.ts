/** The numbers of the course's school, in one place: what is read, by whom, and how. */
import type { ModelConfig } from '../../nn/config.js';
import type { Phase } from '../pretrain/options.js';
import type { ObjectiveName } from '../pretrain/objective.js';
import type { SchoolSource } from './texts.js';

/** Shares of the tokens by source. */
const ALONE: Phase['mix'] = { person: 0.44, sentence: 0.13, facts: 0.19, fact: 0.19, practice: 0.05 };
const MIXED: Phase['mix'] = {
  person: 0.15,
  people: 0.2,
  sentence: 0.19,
  facts: 0.19,
  fact: 0.22,
  practice: 0.05,
};

export interface SchoolRecipe {
  /** Core people of the world. */
  readonly people: number;
  /** Attributes of a person. */
  readonly attributes: number;
  /** How many different texts are written about each fact: epochs of the world's documents. */
  readonly epochs: number;
  readonly vocabulary: number;
  /** Without the vocabulary, which the tokenizer decides. */
  readonly model: Readonly<Omit<ModelConfig, 'vocabulary'>>;
  /** How often the tokenizer reads each document of a source: rare words of everyday facts become tokens, too. */
  readonly tokenizerWeights: Readonly<Record<SchoolSource, number>>;
  readonly objective: ObjectiveName;
  /** Half of the rows are read from left to right, half have blanks: of marks 30 to 60 %, of the rest 15 %. */
  readonly causalShare: number;
  readonly maskShare: readonly [low: number, high: number];
  readonly restShare: number;
  readonly steps: number;
  readonly batch: number;
  readonly length: number;
  /**
   * First one person a document: whose name is in a sentence is then easy to tell. Later two, since otherwise the model
   * learns whom a document is about and overlooks the name in the sentence.
   */
  readonly phases: readonly Phase[];
  readonly learningRate: number;
  readonly embeddingRate: number;
  readonly weightDecay: number;
  readonly warmUp: number;
  readonly decayShare: number;
  readonly clip: number;
}

export const SCHOOL: SchoolRecipe = {
  ...{ people: 130, attributes: 5, epochs: 24, vocabulary: 3072 },
  tokenizerWeights: { person: 1, people: 1, facts: 6, sentence: 1, fact: 6, practice: 4 },
  model: { width: 96, layers: 4, heads: 3, hidden: 384, context: 128 },
  ...{ objective: 'hybrid', causalShare: 0.5, maskShare: [0.3, 0.6], restShare: 0.15 },
  ...{ steps: 6400, batch: 8, length: 96 },
  phases: [
    { share: 0.5, mix: ALONE },
    { share: 0.5, mix: MIXED },
  ],
  ...{ learningRate: 0.02, embeddingRate: 0.01, weightDecay: 0.05, warmUp: 50, decayShare: 0.4, clip: 1 },
};
