/**
 * An optimizer is a chain of pieces: each takes what the one before made of the gradients, and the last gives what is
 * added to the parameters. (The idea is that of DeepMind's Optax.)
 */
import * as tf from '@tensorflow/tfjs';
import type { Moments } from './moments.js';

/** Tensors by the names of their parameters. */
export type Tensors = Record<string, tf.Tensor>;

export interface StepContext {
  parameters: Record<string, tf.Variable>;
  /** The number of this step, from 1. */
  step: number;
  /** The schedule's factor, from 0 to 1. */
  rate: number;
}

export interface Piece {
  update(updates: Tensors, context: StepContext): Tensors;
  /** What it remembers from step to step. */
  moments: Moments[];
}

/** One piece after the other. */
export function chain(...pieces: Piece[]): Piece {
  return {
    update: (updates, context) => pieces.reduce((so, piece) => piece.update(so, context), updates),
    moments: pieces.flatMap(({ moments }) => moments),
  };
}

/** A piece that treats each tensor alone and remembers nothing. */
export function each(change: (update: tf.Tensor, name: string, context: StepContext) => tf.Tensor): Piece {
  return {
    update: (updates, context) =>
      Object.fromEntries(
        Object.entries(updates).map(([name, update]) => [name, change(update, name, context)]),
      ),
    moments: [],
  };
}

/** Downhill: −learning rate × the schedule's factor. The last piece of a chain. */
export const scaleByLearningRate = (learningRate: number): Piece =>
  each((update, _, { rate }) => tf.mul(update, -learningRate * rate));

/** Which parameters a rule is about. */
export type ParameterRule = (name: string, parameter: tf.Tensor) => boolean;

/** Gains and biases are vectors; pulling them towards 0 helps nobody. */
export const isMatrix: ParameterRule = (_, parameter) => parameter.rank >= 2;

/**
 * Weight decay apart from the gradient ("decoupled": Loshchilov and Hutter, 2019): each weight shrinks by
 * learning rate × decay, whatever Adam makes of its gradient.
 */
export const addDecayedWeights = (decay: number, decays: ParameterRule = isMatrix): Piece =>
  each((update, name, { parameters }) => {
    const parameter = parameters[name]!;
    return decay > 0 && decays(name, parameter) ? tf.add(update, tf.mul(parameter, decay)) : update;
  });
