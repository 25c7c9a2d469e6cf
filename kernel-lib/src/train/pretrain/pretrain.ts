/**
 * School: a model learns to guess words. The course's recipe in one place: Muon on the matrices, AdamW on the rest, both
 * warmed up and led down to 0.
 *
 *     for await (const { step, loss } of pretrain({ model, shards, tokenizer, steps: 3000 })) …
 */
import { fileExists } from '../../files.js';
import { trainLoop, type TrainRecord } from '../loop.js';
import { muon } from '../optimizers/muon.js';
import { combineSchedules, linearDecay, warmUp } from '../schedule.js';
import { divergenceWatch } from './divergence.js';
import { pretrainLoss } from './loss.js';
import { readPretrain, type PretrainOptions, type Settings } from './options.js';
import { PretrainSource } from './source.js';

/**
 * Checks the options at once; the training itself starts with the first `next()`. To interrupt is to leave the loop: the
 * weights are then those after the last whole step.
 * @throws UserError where an option is wrong or things do not fit; NotFiniteError or DivergedError where the training is lost.
 */
export function pretrain(options: PretrainOptions): AsyncGenerator<TrainRecord, void, void> {
  const settings = readPretrain(options);
  return steps(settings, new PretrainSource(settings));
}

async function* steps(settings: Settings, source: PretrainSource): AsyncGenerator<TrainRecord, void, void> {
  const { model, learningRate, embeddingRate, weightDecay } = settings;
  const optimizer = muon({ learningRate, adamLearningRate: embeddingRate, weightDecay });
  const { steps, clip, warmUp: rise, decayShare } = settings;
  const watch = divergenceWatch(settings);
  try {
    const records = trainLoop({
      ...{ config: model.config, parameters: model.parameters, source, optimizer, steps, clip },
      lossOf: (batch) => pretrainLoss(model, batch),
      schedule: combineSchedules(warmUp(rise), linearDecay({ steps, share: decayShare })),
      ...given(settings, ['evaluate', 'evaluateEvery', 'checkpointPath', 'checkpointEvery', 'signal']),
      ...(await beginning(settings)),
      label: 'pretrain',
    });
    for await (const record of records) {
      watch(record);
      yield record;
    }
  } finally {
    optimizer.dispose();
  }
}

async function beginning({ resume, resumeFrom, checkpointPath }: Settings): Promise<{ resumeFrom?: string }> {
  if (resumeFrom !== undefined) return { resumeFrom };
  return resume && (await fileExists(checkpointPath!)) ? { resumeFrom: checkpointPath! } : {};
}

/** Those of the options that are there. */
function given<Name extends keyof Settings>(
  settings: Settings,
  names: readonly Name[],
): Pick<Settings, Name> {
  return Object.fromEntries(
    names.filter((name) => settings[name] !== undefined).map((name) => [name, settings[name]]),
  ) as Pick<Settings, Name>;
}
