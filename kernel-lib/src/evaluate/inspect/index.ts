/** Looking inside a model: `inspect.traceRow(…)`, `inspect.logitLens(…)`. */
export { traceRow, type ReadingOptions, type Trace, type TraceOptions } from './trace.js';
export {
  layerScores,
  logitLens,
  type Guess,
  type LayerScore,
  type LensLayer,
  type LensOptions,
} from './lens.js';
export { headEffects, type HeadEffect, type HeadEffects } from './heads.js';
export type { Head } from './head.js';
export { askedRow, type Asked, type Part, type Score } from './questions.js';
export {
  cosine,
  gathering,
  neighbours,
  wordVector,
  type Gathering,
  type GatheringOptions,
  type Neighbour,
  type NeighbourOptions,
} from './vectors.js';
export { timesSeen } from './seen.js';
export { principalMap, type PrincipalMap } from './principal.js';
