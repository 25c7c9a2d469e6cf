/**
 * The network of `nn/model.ts` once more, in plain tfjs: one row, nothing hidden. It is read beside the formulas, and it
 * keeps what the fast network throws away: what stands between the blocks, and who looks at whom.
 *
 * T tokens, D width, H heads, d = D/H, F hidden, V vocabulary
 */
import * as tf from '@tensorflow/tfjs';
import { UserError } from '../../errors.js';
import { checkRows } from '../../generate/check.js';
import type { Model } from '../../nn/model.js';
import { EPSILON } from '../../ops/norm.js';
import { BASE } from '../../ops/rotary.js';
import { readOptions, rule, type Rule } from '../../options.js';
import { checkHeads, type Head } from './head.js';

export interface Trace {
  /** [layers + 1][T·D]: after the embedding, then after each block. */
  states: Float32Array[];
  /** [layers][heads][T·T]: in row i, how much place i takes from each place; a row adds up to 1. */
  attention: Float32Array[][];
  /** [T·V]. */
  logits: Float32Array;
}

export interface ReadingOptions {
  /** Whether a place sees only itself and those before it; else it sees the whole row. */
  causal: boolean;
}

export interface TraceOptions extends ReadingOptions {
  /** Heads to remove: what they say is 0. */
  without?: readonly Head[];
}

const list: Rule = { allows: Array.isArray, words: 'a list of heads, each { layer, head }' };

/**
 * Reads one row and tells everything that went on inside.
 * @throws UserError for a row that is empty, too long or has an unknown token, and for a head that is not there.
 */
export async function traceRow(model: Model, tokens: ArrayLike<number>, given: TraceOptions): Promise<Trace> {
  const rules = { causal: rule.boolean, without: list };
  const { causal, without } = readOptions('traceRow', { without: [] }, rules, given);
  checkReading('traceRow', model, [tokens], causal);
  checkHeads('traceRow', model, without);
  const kept = tf.tidy(() => forward(model, Array.from(tokens), causal, without));
  try {
    const { layers, heads } = model.config;
    const states = await Promise.all(kept.states.map((state) => numbersOf(state)));
    const attention = await Promise.all(kept.attention.map((maps) => numbersOf(maps)));
    const logits = await numbersOf(kept.logits);
    const size = tokens.length ** 2;
    const ofHead = (layer: number) => (_: unknown, head: number) =>
      attention[layer]!.slice(head * size, (head + 1) * size);
    return {
      states,
      attention: Array.from({ length: layers }, (_, layer) => Array.from({ length: heads }, ofHead(layer))),
      logits,
    };
  } finally {
    tf.dispose([...kept.states, ...kept.attention, kept.logits]);
  }
}

/** What the inspectors refuse in rows and in how they are read. */
export function checkReading(
  who: string,
  { config }: Model,
  rows: readonly ArrayLike<number>[],
  causal: unknown,
): void {
  checkRows(who, config, rows);
  if (typeof causal === 'boolean') return;
  throw new UserError(`${who} needs the option causal: true reads left to right, false sees the whole row.`);
}

const numbersOf = async (tensor: tf.Tensor) => (await tensor.data()) as Float32Array;

interface Tensors {
  states: tf.Tensor2D[]; // [T, D] each
  attention: tf.Tensor3D[]; // [H, T, T] each
  logits: tf.Tensor2D; // [T, V]
}

function forward({ config, parameters }: Model, tokens: number[], causal: boolean, without: readonly Head[]) {
  const weights = (name: string) => parameters[name] as tf.Variable as unknown as tf.Tensor2D;
  const { layers, heads: H } = config;
  const T = tokens.length;
  const hidden = hiddenPlaces(T, causal); // [T, T]
  const { cos, sin } = anglesOf(T, config.width / H); // [T, d/2] each

  // x = embedding[tokens]
  let x: tf.Tensor2D = tf.gather(weights('embedding'), tf.tensor1d(tokens, 'int32')); // [T, D]
  const kept = { states: [tf.clone(x)], attention: [] as tf.Tensor3D[] };
  for (let layer = 0; layer < layers; layer++) {
    const block = (name: string) => weights(`blocks.${layer}.${name}`);

    // q, k, v = norm1(x) · query, key, value
    const y = norm(x, block('norm1')); // [T, D]
    const q = turned(norm(apart(tf.matMul(y, block('query')), H)), cos, sin); // [H, T, d]
    const k = turned(norm(apart(tf.matMul(y, block('key')), H)), cos, sin); // [H, T, d]
    const v = apart(tf.matMul(y, block('value')), H); // [H, T, d]

    // attention: softmax(q · kᵀ / √d) · v
    const scores = tf.div(tf.matMul(q, k, false, true), Math.sqrt(q.shape[2])); // [H, T, T]
    const looks: tf.Tensor3D = tf.softmax(tf.add(scores, hidden)); // [H, T, T]
    const said = tf.mul(tf.matMul(looks, v), present(H, layer, without)) as tf.Tensor3D; // [H, T, d]

    // x = x + attention · out
    x = tf.add(x, tf.matMul(together(said), block('out')));

    // x = x + relu²(norm2(x) · up) · down
    const inner = tf.square(tf.relu(tf.matMul(norm(x, block('norm2')), block('up')))); // [T, F]
    x = tf.add(x, tf.matMul(inner, block('down')));

    kept.attention.push(looks);
    kept.states.push(x);
  }
  // logits = norm(x) · embeddingᵀ
  const logits: tf.Tensor2D = tf.matMul(norm(x, weights('norm')), weights('embedding'), false, true); // [T, V]
  return { ...kept, logits } satisfies Tensors;
}

/** x / √(mean(x²) + ε) · gain; a head's queries and keys have no gain. */
function norm<X extends tf.Tensor>(x: X, gain: tf.Tensor | number = 1): X {
  const size = tf.sqrt(tf.add(tf.mean(tf.square(x), -1, true), EPSILON));
  return tf.mul(tf.div(x, size), gain);
}

/** [T, D] → [H, T, d]. */
function apart(x: tf.Tensor2D, H: number): tf.Tensor3D {
  const [T, D] = x.shape;
  return tf.transpose(tf.reshape(x, [T, H, D / H]), [1, 0, 2]);
}

/** [H, T, d] → [T, D]. */
function together(x: tf.Tensor3D): tf.Tensor2D {
  const [H, T, d] = x.shape;
  return tf.reshape(tf.transpose(x, [1, 0, 2]), [T, H * d]);
}

/** Rotary positions: by how much each pair of numbers is turned at each place. [T, d/2] each. */
function anglesOf(T: number, d: number) {
  const angles = Array.from({ length: T }, (_, place) =>
    Array.from({ length: d / 2 }, (__, i) => place * BASE ** ((-2 * i) / d)),
  );
  return { cos: tf.cos(tf.tensor2d(angles)), sin: tf.sin(tf.tensor2d(angles)) };
}

/** [a, b] → [a·cos − b·sin, b·cos + a·sin]. */
function turned(x: tf.Tensor3D, cos: tf.Tensor, sin: tf.Tensor): tf.Tensor3D {
  const [a, b] = tf.split(x, 2, 2) as [tf.Tensor3D, tf.Tensor3D]; // [H, T, d/2] each
  const first: tf.Tensor3D = tf.sub(tf.mul(a, cos), tf.mul(b, sin));
  const second: tf.Tensor3D = tf.add(tf.mul(b, cos), tf.mul(a, sin));
  return tf.concat([first, second], 2);
}

/** Added to the scores: 0 where place i may look at place j, else so low that its share is 0. [T, T]. */
function hiddenPlaces(T: number, causal: boolean): tf.Tensor2D {
  const hides = (i: number, j: number) => (causal && j > i ? -1e9 : 0);
  const places = [...Array(T).keys()];
  return tf.tensor2d(places.map((i) => places.map((j) => hides(i, j))));
}

/** 1 for each head that may speak, 0 for one that is removed: [H, 1, 1]. */
function present(H: number, layer: number, without: readonly Head[]): tf.Tensor3D {
  const removed = new Set(without.filter((each) => each.layer === layer).map(({ head }) => head));
  const speaks = Array.from({ length: H }, (_, head) => (removed.has(head) ? 0 : 1));
  return tf.tensor3d(speaks, [H, 1, 1]);
}
