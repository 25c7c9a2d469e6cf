/**
 * A model of one's own texts, from a corpus to a file: plan, steps, looks at held-out texts, continuations. Ended at any
 * moment, the same call goes on to the same bits.
 */
import { rm } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs';
import { chooseBackend } from '../../backend/choose.js';
import { UserError, messageOf } from '../../errors.js';
import { fileExists } from '../../files.js';
import { loadWeights, readCheckpoint, saveCheckpoint } from '../../nn/checkpoint.js';
import { createModel, type Model } from '../../nn/model.js';
import { seededRandom } from '../../random.js';
import type { TrainRecord } from '../loop.js';
import { pretrain } from '../pretrain/pretrain.js';
import { TRAINING_PREFIX } from '../resume.js';
import { continuationsOf, type Sample } from './continuations.js';
import { openCorpus, type OwnCorpus } from './corpus.js';
import { dialOf, type Dial } from './dial.js';
import { checkSame, ModelFolder, type Look, type Run } from './folder.js';
import { lossOn } from './heldOut.js';
import { yardsticksOf, type Yardstick } from './yardsticks.js';

export interface OwnTraining {
  /** The folder of a corpus. */
  data: string;
  /** The folder of the model; made where it is missing. */
  out: string;
  /** The dial (see `dialOf`). Default: that of the training in `out`, else 4. */
  depth?: number;
  /** Default: that of the training in `out`, else as the dial says. */
  steps?: number;
  /** Of the first weights, the order of the texts and what is hidden. Default: that of the training in `out`, else 1. */
  seed?: number;
  /** Removes what an earlier training left in `out`. */
  fresh?: boolean;
  /** Ends the training in good order. */
  signal?: AbortSignal;
}

/** What is going to happen. */
export interface Plan {
  corpus: OwnCorpus;
  dial: Dial;
  /** How many steps were done before. */
  from: number;
  /** What to compare the held-out loss with; empty where nothing is held out. */
  yardsticks: readonly Yardstick[];
}

export type OwnEvent =
  | { kind: 'plan'; plan: Plan }
  | { kind: 'step'; record: TrainRecord }
  | { kind: 'samples'; step: number; samples: readonly Sample[] };

export interface OwnResult {
  /** False where the signal ended it, or it was there already. */
  trained: boolean;
  /** Steps that are done. */
  step: number;
  steps: number;
  looks: readonly Look[];
  /** Empty where nothing is held out, or the model was there already. */
  yardsticks: readonly Yardstick[];
  file: string;
}

const DEFAULTS = { depth: 4, seed: 1 };
/** Continuations come with every fifth look: four times in a training that is not long. */
const SAMPLES = 5;

/**
 * Trains a model on a corpus and tells what happens.
 * @throws UserError where the corpus is missing, too small or torn, `out` cannot be written or holds another training, or
 *   its checkpoint is damaged.
 */
export async function* trainOnCorpus(request: OwnTraining): AsyncGenerator<OwnEvent, OwnResult> {
  const corpus = await openCorpus(request.data);
  try {
    const folder = new ModelFolder(request.out);
    await folder.make();
    if (request.fresh === true) await folder.clear();
    const before = await folder.readRun();
    const { dial, run } = decided(request, before, corpus);
    if (before !== undefined) checkSame(request.out, before, run);
    if (await fileExists(folder.model)) return await finished(folder, run);
    await folder.begin(run, corpus.tokenizer);
    return yield* train(corpus, folder, { dial, run, signal: request.signal });
  } finally {
    corpus.shards.close();
  }
}

function decided(
  { depth, steps, seed }: OwnTraining,
  before: Run | undefined,
  { training, shards }: OwnCorpus,
): { dial: Dial; run: Run } {
  const chosen = depth ?? before?.depth ?? DEFAULTS.depth;
  const dial = dialOf(chosen, training, steps ?? before?.steps);
  const run = {
    ...{ depth: chosen, steps: dial.steps, seed: seed ?? before?.seed ?? DEFAULTS.seed },
    ...{ shards: shards.fingerprint(), tokenizer: shards.tokenizer, recipe: recipeOf(dial) },
  };
  return { dial, run };
}

const recipeOf = ({ batch, length, learningRate, embeddingRate, every }: Dial) =>
  `${batch} rows of ${length}, rates ${learningRate} and ${embeddingRate}, a look every ${every}`;

async function finished(folder: ModelFolder, { steps }: Run): Promise<OwnResult> {
  await rm(folder.checkpoint, { force: true });
  const looks = await folder.readLog(steps);
  return { trained: false, step: steps, steps, looks, yardsticks: [], file: folder.model };
}

interface Parts {
  dial: Dial;
  run: Run;
  signal: AbortSignal | undefined;
}

async function* train(
  corpus: OwnCorpus,
  folder: ModelFolder,
  { dial, run, signal }: Parts,
): AsyncGenerator<OwnEvent, OwnResult> {
  await chooseBackend();
  const model = createModel(dial.config, seededRandom(run.seed));
  try {
    const from = await goesOnFrom(folder.checkpoint, model);
    const { training, heldOut } = corpus;
    const yardsticks = heldOut === undefined ? [] : await yardsticksOf(training, heldOut);
    yield { kind: 'plan', plan: { corpus, dial, from, yardsticks } };
    const looks = await folder.readLog(from);
    const step = yield* steps(corpus, folder, model, { dial, run, signal, from, looks });
    const isOver = step === dial.steps;
    if (isOver) await keep(folder, model, { run, heldOut: await measured(model, corpus, dial) });
    return {
      ...{ trained: isOver, step, steps: dial.steps, looks, yardsticks },
      file: isOver ? folder.model : folder.checkpoint,
    };
  } finally {
    tf.dispose(model.parameters);
  }
}

/** Looks at the checkpoint before the training does, to say what to do where it is of no use. */
async function goesOnFrom(path: string, model: Model): Promise<number> {
  if (!(await fileExists(path))) return 0;
  try {
    const checkpoint = await readCheckpoint(path);
    loadWeights(model, checkpoint, TRAINING_PREFIX);
    const { step } = (checkpoint.about['training'] ?? {}) as { step?: number };
    if (step === undefined) throw new UserError(`${path} holds a model and no training.`);
    return step;
  } catch (thrown) {
    throw new UserError(`${messageOf(thrown)} Add --fresh to begin anew.`, 1, { cause: thrown });
  }
}

async function* steps(
  { training, heldOut, tokenizer }: OwnCorpus,
  folder: ModelFolder,
  model: Model,
  { dial, run, signal, from, looks }: Parts & { from: number; looks: Look[] },
): AsyncGenerator<OwnEvent, number> {
  const { batch, length, steps: all, every, learningRate, embeddingRate } = dial;
  const samplesOf = continuationsOf(model, tokenizer, heldOut ?? training, run.seed);
  const losses: number[] = [];
  let done = from;
  const records = pretrain({
    ...{ model, shards: training, tokenizer, steps: all, batch, length, seed: run.seed },
    ...{ learningRate, embeddingRate, checkpointPath: folder.checkpoint, checkpointEvery: every },
    evaluateEvery: every,
    ...(heldOut === undefined
      ? {}
      : { evaluate: async () => ({ heldOut: await lossOn(model, heldOut, dial) }) }),
    ...(from === 0 ? {} : { resumeFrom: folder.checkpoint }),
    ...(signal === undefined ? {} : { signal }),
  });
  for await (const record of records) {
    done = record.step;
    losses.push(record.loss);
    if (record.checkpoint !== undefined) {
      looks.push({ step: done, loss: meanOf(losses.splice(0)), ...record.evaluation });
      await folder.writeLog(looks);
    }
    yield { kind: 'step', record };
    if (done % (SAMPLES * every) === 0 || done === all) {
      yield { kind: 'samples', step: done, samples: await samplesOf(done) };
    }
  }
  return done;
}

const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

const measured = async (model: Model, { heldOut }: OwnCorpus, dial: Dial): Promise<number | null> =>
  heldOut === undefined ? null : lossOn(model, heldOut, dial);

/** The model without what only a training needs; half as long, as nothing will be added to it any more. */
async function keep(
  folder: ModelFolder,
  model: Model,
  { run, heldOut }: { run: Run; heldOut: number | null },
): Promise<void> {
  await saveCheckpoint(folder.model, model, { dtype: 'float16', about: { ...run, heldOut } });
  await rm(folder.checkpoint, { force: true });
}
