/** What the training loop asks of an optimizer, and how one is made of pieces or of two others. */
import * as tf from '@tensorflow/tfjs';
import { UserError } from '../../errors.js';
import { tensorOf } from '../../nn/checkpoint.js';
import type { StoredTensor } from '../../nn/safetensors.js';
import type { Moments } from './moments.js';
import type { ParameterRule, Piece, StepContext, Tensors } from './pieces.js';

export interface StepSettings {
  /** The schedule's factor for the learning rate. Default 1. */
  rate?: number;
  /** What the gradients are multiplied by first: clipping. Default 1. */
  gradientScale?: number;
}

export interface OptimizerState {
  steps: number;
  /** By `slot/parameter`. */
  tensors: Record<string, tf.Tensor>;
}

export interface Optimizer {
  readonly name: string;
  /** The learning rate at the schedule's factor 1; of the first of two optimizers. */
  readonly learningRate: number;
  /** Changes the parameters. The gradients stay the caller's. */
  step(parameters: Record<string, tf.Variable>, gradients: Tensors, settings?: StepSettings): void;
  /** What a checkpoint needs; the tensors stay the optimizer's. */
  state(): OptimizerState;
  /**
   * Checks a saved state against the parameters, by name and shape, and changes nothing yet.
   * @returns what puts the state in place.
   */
  prepareRestore(saved: SavedState, parameters: Record<string, tf.Variable>): () => void;
  dispose(): void;
}

export interface SavedState {
  steps: number;
  tensors: Map<string, StoredTensor>;
}

/** A kernel that does the whole chain in place; false where the backend has none. */
export type FusedStep = (gradients: Tensors, context: StepContext & { gradientScale: number }) => boolean;

interface Parts {
  name: string;
  learningRate: number;
  piece: Piece;
  fused?: FusedStep;
}

/** An optimizer made of pieces, with a fused kernel where the backend has one. */
export function optimizerOf({ name, learningRate, piece, fused }: Parts): Optimizer {
  let steps = 0;
  return {
    name,
    learningRate,
    step(parameters, gradients, { rate = 1, gradientScale = 1 } = {}) {
      checkGradients(name, parameters, gradients);
      const context = { parameters, step: steps + 1, rate };
      const isDone =
        Object.keys(parameters).length === 0 || fused?.(gradients, { ...context, gradientScale });
      if (isDone !== true) {
        tf.tidy(() => addUpdates(piece.update(scaled(gradients, gradientScale), context), parameters));
      }
      steps += 1;
    },
    state: () => ({
      steps,
      tensors: Object.fromEntries(piece.moments.flatMap((moments) => moments.entries())),
    }),
    prepareRestore(saved, parameters) {
      checkState(name, piece.moments, saved, parameters);
      return () => {
        steps = saved.steps;
        for (const moments of piece.moments) putBack(moments, saved, parameters);
      };
    },
    dispose: () => piece.moments.forEach((moments) => moments.dispose()),
  };
}

const scaled = (gradients: Tensors, scale: number): Tensors =>
  scale === 1
    ? gradients
    : Object.fromEntries(Object.entries(gradients).map(([name, tensor]) => [name, tf.mul(tensor, scale)]));

function addUpdates(updates: Tensors, parameters: Record<string, tf.Variable>): void {
  for (const [name, update] of Object.entries(updates))
    parameters[name]!.assign(tf.add(parameters[name]!, update));
}

function checkGradients(who: string, parameters: Tensors, gradients: Tensors): void {
  for (const [name, parameter] of Object.entries(parameters)) {
    const shape = gradients[name]?.shape;
    if (`${shape}` === `${parameter.shape}` && shape !== undefined) continue;
    const got = shape === undefined ? 'none' : `one of shape [${shape}]`;
    throw new UserError(`${who}: ${name} [${parameter.shape}] needs a gradient of its shape, got ${got}.`);
  }
}

function checkState(who: string, all: Moments[], { steps, tensors }: SavedState, parameters: Tensors): void {
  if (!Number.isSafeInteger(steps) || steps < 0) {
    throw new UserError(`${who} cannot go on: its number of steps is ${JSON.stringify(steps)}.`);
  }
  const expected = new Map<string, number[]>(
    all.flatMap(({ slot }) =>
      Object.entries(parameters).map(([name, { shape }]) => [`${slot}/${name}`, shape] as const),
    ),
  );
  for (const name of tensors.keys()) {
    if (!expected.has(name))
      throw new UserError(`${who} cannot go on: it knows no ${name}, which was saved.`);
  }
  if (steps === 0) return;
  for (const [name, shape] of expected) {
    const saved = tensors.get(name)?.shape;
    if (`${saved}` === `${shape}` && saved !== undefined) continue;
    const got = saved === undefined ? 'not there' : `[${saved}]`;
    throw new UserError(`${who} cannot go on: ${name} must be [${shape}] in the checkpoint and is ${got}.`);
  }
}

function putBack(moments: Moments, { tensors }: SavedState, parameters: Tensors): void {
  moments.dispose();
  for (const name of Object.keys(parameters)) {
    const stored = tensors.get(`${moments.slot}/${name}`);
    if (stored !== undefined) moments.set(name, tensorOf(stored));
  }
}

/** Two optimizers, each for its part of the parameters: those that the rule names go to the first. */
export function splitBy(first: Optimizer, isFirst: ParameterRule, second: Optimizer): Optimizer {
  const part = <T>(all: Record<string, T>, parameters: Tensors, wanted: boolean) =>
    Object.fromEntries(
      Object.entries(all).filter(
        ([name]) => name in parameters && isFirst(name, parameters[name]!) === wanted,
      ),
    );
  const both = [
    [first, true],
    [second, false],
  ] as const;
  return {
    name: `${first.name} + ${second.name}`,
    learningRate: first.learningRate,
    step(parameters, gradients, settings) {
      for (const [optimizer, wanted] of both) {
        optimizer.step(part(parameters, parameters, wanted), part(gradients, parameters, wanted), settings);
      }
    },
    state: () => ({
      steps: first.state().steps,
      tensors: { ...first.state().tensors, ...second.state().tensors },
    }),
    prepareRestore({ steps, tensors }, parameters) {
      const commits = both.map(([optimizer, wanted]) => {
        const own = part(parameters, parameters, wanted);
        // What belongs to no parameter goes to the first, which refuses it.
        const isMine = (parameter: string) => (parameter in parameters ? parameter in own : wanted);
        const mine = [...tensors].filter(([name]) => isMine(name.slice(name.indexOf('/') + 1)));
        return optimizer.prepareRestore({ steps, tensors: new Map(mine) }, own);
      });
      return () => commits.forEach((commit) => commit());
    },
    dispose: () => both.forEach(([optimizer]) => optimizer.dispose()),
  };
}
