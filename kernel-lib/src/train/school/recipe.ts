/** The numbers of the course's school, in one place: what is read, by whom, and how. */
import type { ModelConfig } from '../../nn/config.js';
import type { Phase } from '../pretrain/options.js';
import type { ObjectiveName } from '../pretrain/objective.js';

/** Shares of the tokens: of documents about one person, about two, and about everything else. */
const ALONE: Phase['mix'] = { person: 0.7, facts: 0.3 };
const MIXED: Phase['mix'] = { person: 0.21, people: 0.49, facts: 0.3 };

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
  readonly objective: ObjectiveName;
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
  ...{ people: 300, attributes: 5, epochs: 24, vocabulary: 2560 },
  model: { width: 128, layers: 4, heads: 4, hidden: 512, context: 128 },
  ...{ objective: 'hybrid', steps: 3000, batch: 8, length: 96 },
  phases: [
    { share: 0.5, mix: ALONE },
    { share: 0.5, mix: MIXED },
  ],
  ...{ learningRate: 0.015, embeddingRate: 4e-3, weightDecay: 0.05, warmUp: 50, decayShare: 0.4, clip: 1 },
};
