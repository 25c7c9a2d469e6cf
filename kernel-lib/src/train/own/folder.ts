/** The folder of a model: what the training in it belongs to, its checkpoint, and at the end the model. */
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { UserError } from '../../errors.js';
import { fileError, fileExists, writeAtomic } from '../../files.js';
import { readCheckpoint, type Checkpoint } from '../../nn/checkpoint.js';
import type { Model } from '../../nn/model.js';
import { restoredModel } from '../../nn/restored.js';
import { shown } from '../../options.js';
import { Tokenizer } from '../../text/bpe/tokenizer.js';
import { TRAINING_PREFIX } from '../resume.js';

/** What a training is; another one cannot go on with its checkpoint. */
export interface Run {
  depth: number;
  steps: number;
  seed: number;
  /** Fingerprints. */
  shards: string;
  tokenizer: string;
  /** The rest of the dial, which another version of the library may turn otherwise. */
  recipe: string;
}

/** One look at the held-out texts. */
export interface Look {
  step: number;
  /** Nats a token: the mean of the steps since the last look (or since it went on), and on the held-out texts. */
  loss: number;
  heldOut?: number;
}

export class ModelFolder {
  readonly run: string;
  readonly checkpoint: string;
  readonly model: string;
  readonly tokenizer: string;
  readonly log: string;

  constructor(readonly path: string) {
    this.run = join(path, 'run.json');
    this.checkpoint = join(path, 'checkpoint.safetensors');
    this.model = join(path, 'model.safetensors');
    this.tokenizer = join(path, 'tokenizer.json');
    this.log = join(path, 'log.jsonl');
  }

  /** All that a training writes; nothing else in the folder is ever removed. */
  private get files(): string[] {
    return [this.run, this.checkpoint, this.model, this.tokenizer, this.log];
  }

  /** @throws UserError where the folder cannot be written. */
  async make(): Promise<void> {
    try {
      await mkdir(this.path, { recursive: true });
    } catch (thrown) {
      throw fileError('Cannot write', this.path, thrown);
    }
  }

  async clear(): Promise<void> {
    for (const file of this.files) await rm(file, { force: true });
  }

  /** The training that the folder belongs to; undefined where it is free. */
  async readRun(): Promise<Run | undefined> {
    if (await fileExists(this.run)) {
      const run = (await this.parsed(this.run))[0] as Run | null;
      if (![run?.depth, run?.steps, run?.seed].every(Number.isSafeInteger)) throw damaged(this.run);
      return run!;
    }
    for (const file of this.files) {
      if (!(await fileExists(file))) continue;
      throw new UserError(
        `${file} is there already and of no training; name another folder with --out, or add --fresh to replace it.`,
      );
    }
    return undefined;
  }

  /** Makes the folder a training's, without what a kill left of a file that was being written. */
  async begin(run: Run, tokenizer: Tokenizer): Promise<void> {
    const names = this.files.map((file) => `.${basename(file)}.`);
    for (const entry of await readdir(this.path)) {
      const isLeftOver = entry.endsWith('.tmp') && names.some((name) => entry.startsWith(name));
      if (isLeftOver) await rm(join(this.path, entry), { force: true });
    }
    await writeAtomic(this.run, `${JSON.stringify(run)}\n`);
    await tokenizer.save(this.tokenizer);
  }

  /** The looks up to a step: what came after it is going to come again. */
  async readLog(step: number): Promise<Look[]> {
    if (!(await fileExists(this.log))) return [];
    return ((await this.parsed(this.log)) as Look[]).filter((look) => look.step <= step);
  }

  async writeLog(looks: readonly Look[]): Promise<void> {
    await writeAtomic(this.log, looks.map((look) => `${JSON.stringify(look)}\n`).join(''));
  }

  private async parsed(path: string): Promise<unknown[]> {
    try {
      const text = await readFile(path, 'utf8');
      return text.trimEnd().split('\n').map((line) => JSON.parse(line) as unknown); // prettier-ignore
    } catch (thrown) {
      if (thrown instanceof SyntaxError)
        throw new UserError(`${path} is damaged; add --fresh to begin anew.`);
      throw fileError('Cannot read', path, thrown);
    }
  }
}

const damaged = (path: string) => new UserError(`${path} is damaged; add --fresh to begin anew.`);

const WORDS: Record<keyof Run, string> = {
  ...{ depth: 'depth', steps: 'steps', seed: 'seed' },
  ...{ shards: 'the corpus', tokenizer: 'the tokenizer', recipe: 'the recipe' },
};

/** @throws UserError where the folder's training is another one than what is asked for. */
export function checkSame(folder: string, before: Run, now: Run): void {
  for (const name of Object.keys(WORDS) as (keyof Run)[]) {
    if (before[name] === now[name]) continue;
    const was = `${WORDS[name]} ${before[name]}, now it is ${shown(now[name]).replace(/"/g, '')}`;
    throw new UserError(
      `${folder} holds a training with ${was}. Use the same again to go on, name another folder with --out, or add --fresh to begin anew there.`,
    );
  }
}

/** A trained model with its tokenizer. */
export interface Trained {
  model: Model;
  tokenizer: Tokenizer;
  about: Record<string, unknown>;
}

/**
 * Loads a model from a folder that `blossom pretrain` wrote, also while it is still in training, or from a
 * `.safetensors` file beside its tokenizer.json.
 */
export async function loadTrained(path: string): Promise<Trained> {
  const file = await modelFile(path);
  const tokenizer = await Tokenizer.load(join(dirname(file), 'tokenizer.json'));
  const checkpoint = await readCheckpoint(file);
  const model = modelOf(checkpoint, tokenizer);
  return { model, tokenizer, about: checkpoint.about };
}

async function modelFile(path: string): Promise<string> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    (thrown: unknown) => {
      throw fileError('Cannot read', path, thrown);
    },
  );
  if (!isFolder) return path;
  const { model, checkpoint } = new ModelFolder(path);
  for (const file of [model, checkpoint]) if (await fileExists(file)) return file;
  throw new UserError(
    `There is no model in ${path}: it has no model.safetensors; \`npx blossom pretrain\` makes one.`,
  );
}

function modelOf(checkpoint: Checkpoint, tokenizer: Tokenizer): Model {
  const model = restoredModel(checkpoint, TRAINING_PREFIX);
  if (model.config.vocabulary !== tokenizer.vocabularySize) {
    tf.dispose(model.parameters);
    throw new UserError(
      `${checkpoint.path} knows ${model.config.vocabulary} tokens, the tokenizer.json beside it has ${tokenizer.vocabularySize}: they do not belong together.`,
    );
  }
  return model;
}
