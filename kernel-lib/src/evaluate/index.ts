/** What a model knows: clozes, grammar, chains, surprise. */
export { clozesOf, type Cloze, type ClozeOptions } from './cloze.js';
export {
  askMasked,
  askCausal,
  type Answer,
  type AskOptions,
  type AskMaskedOptions,
  type Blank,
} from './ask.js';
export {
  scoreOf,
  baselineOf,
  type ClozeScore,
  type ScoreKey,
  type ScoreOptions,
  type Share,
} from './score.js';
export { bootstrap, type BootstrapOptions } from './bootstrap.js';
export { lookAt, type Row, type Visit } from './look.js';
export { tokenLogProbabilities, perplexity, pseudoPerplexity, type TokenOptions } from './surprise.js';
export { calibration, type Calibration, type CalibrationBin } from './calibration.js';
export { associations, type Association, type AssociationOptions } from './associations.js';
export { answersTo, normalised, type AnswersOptions, type Reply } from './answers.js';
export { minimalPairs, type MinimalPairsOptions } from './pairs/make.js';
export { judgePairs, pairScore, type PairScore } from './pairs/judge.js';
export { countedPairs, type CountedPairsOptions } from './pairs/count.js';
export type { MinimalPair } from '../world/tables/types.js';
export { cardOf, SUBJECTS, type Card, type CardOptions, type CardSubject } from './card.js';
