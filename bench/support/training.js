/** A recipe's training through the public path, in this process. */
'use strict';

function optimizerOf({ name, ...options }) {
  const library = require('kernel-lib');
  return library[name](options);
}

/**
 * An endless `trainLoop` over the recipe's batches.
 * @returns what takes so many steps and tells the tokens in them (padding not counted) and the last loss.
 */
exports.startTraining = ({ config, seed, optimizer, clip, batches: written }) => {
  const { seededRandom, trainLoop } = require('kernel-lib');
  const { createModel, loss } = require('kernel-lib/dist/nn/model.js');
  const batches = written.map(({ tokens, targets, segments, causal, ...rest }) => ({
    ...rest,
    ...{ tokens: Int32Array.from(tokens), targets: Int32Array.from(targets) },
    ...{ segments: Int32Array.from(segments), causal: Uint8Array.from(causal) },
  }));
  let taken = 0;
  const source = {
    next: () => ({ done: false, value: batches[taken++ % batches.length] }),
    state: () => taken,
    restore: (state) => void (taken = state),
  };
  const model = createModel(config, seededRandom(seed));
  const training = { parameters: model.parameters, lossOf: (batch) => loss(model, batch), source };
  const loop = trainLoop({ ...training, optimizer: optimizerOf(optimizer), steps: 1_000_000, clip });
  const counts = batches.map(({ segments }) => segments.filter((segment) => segment !== 0).length);
  return async (steps) => {
    const from = taken;
    let last;
    for (let i = 0; i < steps; i++) last = (await loop.next()).value;
    let tokens = 0;
    for (let i = from; i < taken; i++) tokens += counts[i % counts.length];
    return { tokens, loss: last.loss };
  };
};
