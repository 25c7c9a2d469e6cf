/** The one network of all stages: make it, ask it, read on with it. */
export { hidden, createModel, logits, loss, type Model } from './model.js';
export type { Batch } from './batch.js';
export type { ModelConfig } from './config.js';
export { createCache, disposeCache, forwardCached, type Cache } from './cached.js';
