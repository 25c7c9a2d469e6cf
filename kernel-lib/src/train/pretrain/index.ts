/** School: objectives, batches, the training, and what to compare its loss with. */
export { pretrain } from './pretrain.js';
export { DivergedError } from './divergence.js';
export type { Phase, PretrainOptions, PretrainSourceOptions } from './options.js';
export { pretrainSource, type PretrainSource } from './source.js';
export { hideTokens, type HideOptions, type PretrainBatch } from './hide.js';
export type { ObjectiveName, ObjectiveOptions } from './objective.js';
export { lossesOf, pretrainLoss } from './loss.js';
export { entropies, type Entropies } from './entropy.js';
export { sizesOf } from './sizes.js';
