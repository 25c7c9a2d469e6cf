/**
 * A model on the disk: one safetensors file with the weights by name and, as metadata, what the model is (its config)
 * and whatever else belongs to it. Read and checked whole before anything changes; written whole or not at all.
 */
import { readFile, stat } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs';
import { messageOf, UserError } from '../errors.js';
import { fileError, writeAtomic } from '../files.js';
import { differenceOf, shown } from '../options.js';
import { uninterrupted } from '../uninterrupted.js';
import { refuseDisposed } from './alive.js';
import {
  decodeSafetensors,
  dtypeOf,
  encodeSafetensors,
  type StoredTensor,
  type TensorValues,
} from './safetensors.js';

/** What can be saved and loaded: any model that keeps its weights by name. */
export interface Weights {
  /** Plain JSON: what is needed to make such a model again. */
  config: object;
  parameters: Record<string, tf.Variable>;
}

export interface Checkpoint {
  /** The path, for errors. */
  path: string;
  config: unknown;
  tensors: Map<string, StoredTensor>;
  /** What `saveCheckpoint` was given as `about`. */
  about: Record<string, unknown>;
}

export interface CheckpointExtras {
  /** More tensors, whose names must not be those of parameters: the optimizer's moments, for example. */
  tensors?: Record<string, StoredTensor>;
  /** JSON by name: steps, a tokenizer, where the data come from. */
  about?: Record<string, unknown>;
  /** How parameters of float32 are kept; other tensors stay as they are. Default `float32`; `float16` takes half. */
  dtype?: 'float32' | 'float16';
}

/** Says in the file what it is, so that a file of another program is refused with the right sentence. */
const FORMAT = { name: 'format', value: 'blossom' };
const CONFIG = 'config';
/** More than any model of this course, and less than what one array may hold. */
const LARGEST = 2 ** 31;
const dtypes = { F32: 'float32', I32: 'int32', U8: 'bool' } as const;

/** The values of a tensor, copied out of its backend. */
export async function storedTensor(tensor: tf.Tensor): Promise<StoredTensor> {
  const values = (await tensor.data()) as TensorValues;
  return { shape: [...tensor.shape], values: values.slice() };
}

/**
 * Writes a checkpoint. The weights are copied first, so training may go on while the disk works.
 * @throws UserError where a weight is not finite or too large for its dtype, a name is taken twice, or the disk refuses;
 *   an older file stays then.
 */
export async function saveCheckpoint(
  path: string,
  { config, parameters }: Weights,
  { tensors = {}, about = {}, dtype = 'float32' }: CheckpointExtras = {},
): Promise<void> {
  refuseDisposed(`Cannot write ${path}`, parameters);
  refuseDtype(path, dtype);
  const all = new Map<string, StoredTensor>();
  const stored = Object.entries(parameters).map(
    async ([name, parameter]) => [name, await storedTensor(parameter)] as const,
  );
  for (const [name, tensor] of await Promise.all(stored)) {
    refuseNonFinite(name, tensor, `Cannot write ${path}`);
    all.set(name, tensor);
  }
  for (const [name, tensor] of Object.entries(tensors)) {
    if (all.has(name))
      throw new UserError(`Cannot write ${path}: two tensors are called ${name}; rename one.`);
    all.set(name, tensor);
  }
  for (const key of [FORMAT.name, CONFIG].filter((key) => Object.hasOwn(about, key))) {
    throw new UserError(`Cannot write ${path}: the name "${key}" in \`about\` is taken; choose another one.`);
  }
  const texts = Object.entries({ ...about, [CONFIG]: config }).map(([key, value]) => [
    key,
    JSON.stringify(value),
  ]);
  const metadata = { [FORMAT.name]: FORMAT.value, ...Object.fromEntries(texts) } as Record<string, string>;
  const half = new Set(dtype === 'float16' ? Object.keys(parameters) : []);
  await writeAtomic(path, encodeSafetensors({ tensors: all, metadata, half }));
}

function refuseDtype(path: string, dtype: unknown): void {
  if (dtype === 'float32' || dtype === 'float16') return;
  throw new UserError(`Cannot write ${path}: dtype must be float32 or float16, got ${shown(dtype)}.`);
}

/**
 * Reads a checkpoint whole and checks its form; `loadWeights` checks that it fits a model. What is kept as float16 or
 * bfloat16 comes as float32.
 */
export async function readCheckpoint(path: string): Promise<Checkpoint> {
  const { tensors, metadata } = decodeSafetensors(await readBytes(path), path);
  const { [FORMAT.name]: format, ...texts } = metadata;
  if (format !== FORMAT.value) {
    throw new UserError(
      `${path} is no checkpoint of this course: its metadata says ${FORMAT.name} ${JSON.stringify(format ?? null)}, not "${FORMAT.value}".`,
    );
  }
  const entries = Object.entries(texts).map(([key, text]) => [key, parseText(path, key, text)] as const);
  const { [CONFIG]: config, ...about } = Object.fromEntries(entries);
  if (config === undefined) {
    throw new UserError(`${path} does not say which model it is: its metadata have no ${CONFIG}.`);
  }
  return { path, config, tensors, about };
}

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(path);
    if (size > LARGEST)
      throw new UserError(`Cannot read ${path}: it has ${size} bytes, the limit is ${LARGEST}.`);
    return await readFile(path);
  } catch (thrown) {
    throw fileError('Cannot read', path, thrown);
  }
}

function parseText(path: string, key: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    throw new UserError(`The metadata "${key}" of ${path} are no JSON (${messageOf(thrown)}).`);
  }
}

/**
 * Puts a checkpoint's weights into a model: all of them, or none where one does not fit.
 * @param extra - the prefix of names that are no weights (an optimizer's); other names that the model lacks are refused.
 */
export function loadWeights({ config, parameters }: Weights, checkpoint: Checkpoint, extra?: string): void {
  refuseDisposed(`Cannot load ${checkpoint.path}`, parameters);
  checkConfig(config, checkpoint);
  checkFit(parameters, checkpoint, extra);
  uninterrupted(() => {
    for (const [name, parameter] of Object.entries(parameters)) {
      const values = tensorOf(checkpoint.tensors.get(name)!);
      parameter.assign(values);
      values.dispose();
    }
  });
}

/** A tfjs tensor with a copy of these values: some backends would keep the array itself. */
export function tensorOf(stored: StoredTensor): tf.Tensor {
  return tf.tensor(stored.values.slice(), stored.shape, dtypes[dtypeOf(stored)]);
}

const refuseIn =
  (path: string) =>
  (rule: string): never => {
    throw new UserError(`${path} does not fit this model: ${rule}`);
  };

/** Two models may have the same shapes and still differ: in the number of heads, for example. */
function checkConfig(config: object, { path, config: saved }: Checkpoint): void {
  const differs = differenceOf(config, saved ?? {});
  if (differs === undefined) return;
  const { name, ours = 'absent', theirs = 'absent' } = differs;
  refuseIn(path)(`${name} is ${theirs} in the file and ${ours} in the model.`);
}

function checkFit(parameters: Weights['parameters'], { path, tensors }: Checkpoint, extra?: string): void {
  const refuse: (rule: string) => never = refuseIn(path);
  for (const [name, parameter] of Object.entries(parameters)) {
    const stored = tensors.get(name) ?? refuse(`it has no tensor ${name}.`);
    const dtype = dtypes[dtypeOf(stored)];
    if (dtype !== parameter.dtype)
      refuse(`${name} is ${dtype} in the file and ${parameter.dtype} in the model.`);
    if (`${stored.shape}` !== `${parameter.shape}`) {
      refuse(`${name} is [${stored.shape}] in the file and [${parameter.shape}] in the model.`);
    }
    refuseNonFinite(name, stored, `Cannot load ${path}`);
  }
  for (const name of tensors.keys()) {
    const isExtra = extra !== undefined && name.startsWith(extra);
    if (!isExtra && !Object.hasOwn(parameters, name)) {
      refuse(`it has a tensor ${name} [${tensors.get(name)!.shape}], which the model lacks.`);
    }
  }
}

function refuseNonFinite(name: string, { values }: StoredTensor, doing: string): void {
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(values[i])) continue;
    throw new UserError(`${doing}: ${name} has ${values[i]} at place ${i}; only finite weights are of use.`);
  }
}
