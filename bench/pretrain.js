/**
 * School: tokens a second of `pretrain` in the course's recipe, against the bare step (loss, gradients, clipping, Muon) on
 * the same batches, made beforehand. What is between is the making of batches, the checks, and turns for others. Both
 * take turns in one process from the same weights; padding is not counted as tokens.
 */
'use strict';

const { median, secondsOf } = require('./support/numbers.js');

const STEPS = 20;
const ROUNDS = 9;

/** The recipe's step without anything around it; gives the loss. */
function bareStepper(model, options) {
  const tf = require('@tensorflow/tfjs');
  const { combineSchedules, linearDecay, muon, nn, warmUp } = require('kernel-lib');
  const { clipScale, totalNorm } = require('kernel-lib/dist/train/clip.js');
  const { GradientSum } = require('kernel-lib/dist/train/gradients.js');
  const { learningRate, embeddingRate, weightDecay, steps, decayShare, clip } = options;
  const optimizer = muon({ learningRate, adamLearningRate: embeddingRate, weightDecay });
  const schedule = combineSchedules(warmUp(options.warmUp), linearDecay({ steps, share: decayShare }));
  let done = 0;
  return (batch) => {
    const sum = new GradientSum(model.parameters);
    sum.add(() => nn.loss(model, batch), 1);
    const [loss, ...squares] = tf.tidy(() => sum.numbers().dataSync());
    const gradientScale = clipScale(totalNorm(squares), clip);
    optimizer.step(model.parameters, sum.byName(), { rate: schedule(done++), gradientScale });
    sum.dispose();
    return loss;
  };
}

exports.run = async ({ quick }) => {
  const {
    chooseBackend,
    openSchool,
    pretrain,
    pretrainSource,
    schoolModel,
    schoolTraining,
  } = require('kernel-lib');
  await chooseBackend();
  const school = await openSchool();
  try {
    const rounds = quick ? 3 : ROUNDS;
    const training = schoolTraining(school, schoolModel(school, 1));
    const model = schoolModel(school, 1);
    const bareStep = bareStepper(model, training);
    const source = pretrainSource(training);
    const records = pretrain(training);
    const [ours, peer, making, losses] = [[], [], [], []];
    for (let round = 0; round <= rounds; round++) {
      let batches;
      const made = await secondsOf(() => {
        batches = Array.from({ length: STEPS }, () => source.next().value);
      });
      const tokens = batches.reduce(
        (sum, batch) => sum + batch.segments.filter((segment) => segment !== 0).length,
        0,
      );
      const whole = await secondsOf(async () => {
        for (let step = 0; step < STEPS; step++) losses[0] = (await records.next()).value.loss;
      });
      const bare = await secondsOf(() => {
        for (const batch of batches) losses[1] = bareStep(batch);
      });
      if (round === 0) continue; // V8 and the kernels warm up
      ours.push(tokens / whole);
      peer.push(tokens / bare);
      making.push((1000 * made) / STEPS);
    }
    await records.return();
    const ratio = median(ours.map((speed, round) => speed / peer[round]));
    const done = STEPS * (rounds + 1);
    const row = (name, unit, values) => ({ bench: 'pretrain', name, unit, ...values });
    return [
      row("the school's recipe, against the bare step", 'tokens/s', {
        ...{ ours: median(ours), peer: median(peer), ratio, of: 'ratio', goal: { min: 0.9 } },
      }),
      row(`loss after ${done} steps, against the bare step's`, 'nats', {
        ...{ ours: losses[0], peer: losses[1], ratio: losses[0] / losses[1], of: 'ratio' },
        goal: { min: 0.9999, max: 1.0001 },
      }),
      row('making a batch', 'ms', { ours: median(making), of: 'ours' }),
    ];
  } finally {
    school.close();
  }
};
