/**
 * Muon (Jordan and others, 2024, https://kellerjordan.github.io/posts/muon): for the matrices inside the network.
 *
 *     M ← β·M + (1 − β)·G            the gradient, smoothed
 *     U = orthogonal((1 − β)·G + β·M)  Nesterov's look ahead, then all singular values to about 1
 *     W ← W − rate·(√max(1, out/in)·U + decay·W)
 *
 * So each direction of a matrix learns at the same speed, the rare ones too. Embeddings, gains and biases are left to
 * AdamW. As in PyTorch's `Muon`, but in float32 (PyTorch orthogonalises in bfloat16), and our matrices are [in, out].
 */
import * as tf from '@tensorflow/tfjs';
import { readOptions, rule } from '../../options.js';
import { adamW } from './adamw.js';
import { hasKernel, runFused, unshare } from './fused.js';
import { Moments } from './moments.js';
import { optimizerOf, splitBy, type FusedStep, type Optimizer } from './optimizer.js';
import {
  addDecayedWeights,
  chain,
  each,
  scaleByLearningRate,
  type ParameterRule,
  type Piece,
} from './pieces.js';

/** Of x ↦ ax + bx³ + cx⁵: steep at 0, so five rounds bring every singular value to between 0.7 and 1.2. */
const QUINTIC: [number, number, number] = [3.4445, -4.775, 2.0315];
const SMALLEST_NORM = 1e-7;

/**
 * A matrix with the same singular vectors, all singular values near 1 (Newton–Schulz iteration; 0 stays 0).
 * @param rounds - more rounds bring no value closer to 1: the quintic is made for speed.
 */
export function newtonSchulz(matrix: tf.Tensor2D, rounds = 5): tf.Tensor2D {
  const [a, b, c] = QUINTIC;
  return tf.tidy(() => {
    const isTall = matrix.shape[0] > matrix.shape[1];
    let x: tf.Tensor2D = isTall ? tf.transpose(matrix) : matrix; // the product below is the smaller one
    x = tf.div(x, tf.maximum(tf.sqrt(tf.sum(tf.square(x))), SMALLEST_NORM));
    for (let round = 0; round < rounds; round++) {
      const square: tf.Tensor2D = tf.matMul(x, x, false, true); // x·xᵀ
      const polynomial = tf.add(tf.mul(square, b), tf.mul(tf.matMul(square, square), c));
      x = tf.add(tf.mul(x, a), tf.matMul(polynomial as tf.Tensor2D, x));
    }
    return isTall ? tf.transpose(x) : tf.clone(x);
  });
}

/** The gradient smoothed, with Nesterov's look ahead. */
export function smoothed(beta: number, moments: Moments = new Moments('muon.m')): Piece {
  const mix = (old: tf.Tensor, fresh: tf.Tensor) => tf.add(tf.mul(old, beta), tf.mul(fresh, 1 - beta));
  return {
    moments: [moments],
    update: (gradients) =>
      Object.fromEntries(
        Object.entries(gradients).map(([name, gradient]) => {
          const momentum = mix(moments.of(name, gradient), gradient);
          moments.set(name, momentum);
          return [name, mix(momentum, gradient)];
        }),
      ),
  };
}

export const orthogonalised = (rounds = 5): Piece =>
  each((update) => newtonSchulz(update as tf.Tensor2D, rounds));

/** A matrix that widens has longer columns: √(out/in) gives its outputs the same speed. */
const shapeFactor = ([rows, columns]: number[]) => Math.sqrt(Math.max(1, columns! / rows!));
export const scaleByShape = (): Piece => each((update) => tf.mul(update, shapeFactor(update.shape)));

export interface MuonOptions {
  /** Of the matrices. Default 0.015. */
  learningRate?: number;
  /** Of the parameters that AdamW takes. Default 4e-3. */
  adamLearningRate?: number;
  /** Default 0.95. */
  momentum?: number;
  /** Of all matrices, the embedding too. Default 0.05. */
  weightDecay?: number;
  /** Which parameters Muon takes. Default: matrices, but not those whose name says embedding or head. */
  isHidden?: ParameterRule;
}

export const isHiddenMatrix: ParameterRule = (name, parameter) =>
  parameter.rank === 2 && !/(^|\.)(embedding|head)/.test(name);

/** Muon on the hidden matrices, AdamW on the rest; one schedule's factor for both. */
export function muon(given: MuonOptions = {}): Optimizer {
  const defaults = {
    ...{ learningRate: 0.015, adamLearningRate: 4e-3, momentum: 0.95, weightDecay: 0.05 },
    isHidden: isHiddenMatrix,
  };
  const rules = {
    ...{ learningRate: rule.finitePositive, adamLearningRate: rule.finitePositive, momentum: rule.belowOne },
    ...{ weightDecay: rule.notNegative, isHidden: rule.function },
  };
  const options = readOptions('muon', defaults, rules, given) as Required<MuonOptions>;
  const { learningRate, adamLearningRate, momentum, weightDecay, isHidden } = options;
  const moments = new Moments('muon.m');
  const ofMatrices = optimizerOf({
    name: 'muon',
    learningRate,
    piece: chain(
      smoothed(momentum, moments),
      orthogonalised(),
      scaleByShape(),
      addDecayedWeights(weightDecay),
      scaleByLearningRate(learningRate),
    ),
    fused: fusedMuon(options, moments),
  });
  return splitBy(ofMatrices, isHidden, adamW({ learningRate: adamLearningRate, weightDecay }));
}

/**
 * Kernel `BlossomMuon`: the chain above over all hidden matrices in one call, in place.
 * Inputs: `parameters`, `gradients`, `momenta`, each a TensorInfo[] of float32 [in, out]; the tensors at one place of
 * the three lists have one shape. It writes parameters and momenta, only reads gradients, and gives no output ([]).
 * Attributes: `learningRate` (the schedule's factor is in it), `shapeFactors` (number[], √max(1, out/in) of each),
 * `momentum`, `weightDecay`, `rounds`, `coefficients` ([a, b, c]), `smallestNorm` (the norm that divides is at least
 * this), `gradientScale` (G above is gradient × gradientScale).
 */
function fusedMuon(options: Required<MuonOptions>, moments: Moments): FusedStep {
  const { learningRate, momentum, weightDecay } = options;
  return (gradients, { parameters, rate, gradientScale }) => {
    if (!hasKernel('BlossomMuon')) return false;
    const entries = Object.entries(parameters);
    entries.forEach(([, parameter]) => unshare(parameter));
    const inputs = {
      parameters: entries.map(([, parameter]) => parameter),
      gradients: entries.map(([name]) => gradients[name]!),
      momenta: entries.map(([name, parameter]) => moments.of(name, parameter)),
    };
    runFused('BlossomMuon', inputs, {
      ...{ learningRate: learningRate * rate, momentum, weightDecay, rounds: 5, gradientScale },
      ...{ coefficients: QUINTIC, smallestNorm: SMALLEST_NORM },
      shapeFactors: entries.map(([, { shape }]) => shapeFactor(shape)),
    });
    return true;
  };
}
