/**
 * AdamW: Adam (Kingma and Ba, 2015) with weight decay apart from the gradient (Loshchilov and Hutter, 2019).
 *
 *     m ← β₁·m + (1 − β₁)·g          the gradient, smoothed
 *     v ← β₂·v + (1 − β₂)·g²         its square, smoothed
 *     u = m/(1 − β₁ᵗ) / (√(v/(1 − β₂ᵗ)) + ε)
 *     w ← w − rate·(u + decay·w)
 *
 * The divisions by 1 − βᵗ undo that m and v start at 0. Numbers as in PyTorch's `AdamW`.
 */
import * as tf from '@tensorflow/tfjs';
import { readOptions, rule } from '../../options.js';
import { hasKernel, runFused, unshare } from './fused.js';
import { Moments } from './moments.js';
import { optimizerOf, type FusedStep, type Optimizer } from './optimizer.js';
import {
  addDecayedWeights,
  chain,
  isMatrix,
  scaleByLearningRate,
  type ParameterRule,
  type Piece,
} from './pieces.js';

export interface AdamOptions {
  /** How much of m stays. Default 0.9. */
  beta1?: number;
  /** How much of v stays. Default 0.95, as in the course's recipe; PyTorch's is 0.999. */
  beta2?: number;
  epsilon?: number;
}

export interface AdamWOptions extends AdamOptions {
  /** Default 2e-3. */
  learningRate?: number;
  /** Default 0.05. */
  weightDecay?: number;
  /** Which parameters shrink. Default: matrices. */
  decays?: ParameterRule;
}

const adamDefaults = { beta1: 0.9, beta2: 0.95, epsilon: 1e-8 };
const adamRules = { beta1: rule.belowOne, beta2: rule.belowOne, epsilon: rule.finitePositive };

interface AdamMoments {
  m: Moments;
  v: Moments;
}
const newMoments = (): AdamMoments => ({ m: new Moments('adam.m'), v: new Moments('adam.v') });

/** The piece of Adam: u in the formula above. */
export function scaleByAdam(given: AdamOptions = {}, { m, v }: AdamMoments = newMoments()): Piece {
  const { beta1, beta2, epsilon } = readOptions('scaleByAdam', adamDefaults, adamRules, given);
  const smooth = (old: tf.Tensor, fresh: tf.Tensor, beta: number) =>
    tf.add(tf.mul(old, beta), tf.mul(fresh, 1 - beta));
  return {
    moments: [m, v],
    update: (gradients, { step }) =>
      Object.fromEntries(
        Object.entries(gradients).map(([name, gradient]) => {
          m.set(name, smooth(m.of(name, gradient), gradient, beta1));
          v.set(name, smooth(v.of(name, gradient), tf.square(gradient), beta2));
          const mean = tf.div(m.of(name, gradient), 1 - beta1 ** step);
          const spread = tf.sqrt(tf.div(v.of(name, gradient), 1 - beta2 ** step));
          return [name, tf.div(mean, tf.add(spread, epsilon))];
        }),
      ),
  };
}

/** AdamW, with the kernel `BlossomAdamW` where the backend has it. */
export function adamW(given: AdamWOptions = {}): Optimizer {
  const defaults = { ...adamDefaults, learningRate: 2e-3, weightDecay: 0.05, decays: isMatrix };
  const rules = {
    learningRate: rule.finitePositive,
    weightDecay: rule.notNegative,
    decays: rule.function,
    ...adamRules,
  };
  const options = readOptions('adamW', defaults, rules, given) as Required<AdamWOptions>;
  const { learningRate, weightDecay, decays, beta1, beta2, epsilon } = options;
  const moments = newMoments();
  return optimizerOf({
    name: 'adamW',
    learningRate,
    piece: chain(
      scaleByAdam({ beta1, beta2, epsilon }, moments),
      addDecayedWeights(weightDecay, decays),
      scaleByLearningRate(learningRate),
    ),
    fused: fusedAdamW(options, moments),
  });
}

/**
 * Kernel `BlossomAdamW`: the chain above over all parameters in one call, in place.
 * Inputs: `parameters`, `gradients`, `m`, `v`, each a TensorInfo[] of float32; the tensors at one place of the four
 * lists have one shape. It writes parameters, m and v, only reads gradients, and gives no output ([]).
 * Attributes: `learningRate` (the schedule's factor is in it), `beta1`, `beta2`, `epsilon`, `weightDecay` (number[], one
 * for each parameter), `step` (from 1), `gradientScale` (g above is gradient × gradientScale).
 */
function fusedAdamW(options: Required<AdamWOptions>, { m, v }: AdamMoments): FusedStep {
  const { learningRate, weightDecay, decays, beta1, beta2, epsilon } = options;
  return (gradients, { parameters, step, rate, gradientScale }) => {
    if (!hasKernel('BlossomAdamW')) return false;
    const entries = Object.entries(parameters);
    entries.forEach(([, parameter]) => unshare(parameter));
    const inputs = {
      parameters: entries.map(([, parameter]) => parameter),
      gradients: entries.map(([name]) => gradients[name]!),
      m: entries.map(([name, parameter]) => m.of(name, parameter)),
      v: entries.map(([name, parameter]) => v.of(name, parameter)),
    };
    runFused('BlossomAdamW', inputs, {
      ...{ learningRate: learningRate * rate, beta1, beta2, epsilon, step, gradientScale },
      weightDecay: entries.map(([name, parameter]) => (decays(name, parameter) ? weightDecay : 0)),
    });
    return true;
  };
}
