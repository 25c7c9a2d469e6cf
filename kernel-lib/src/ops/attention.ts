/**
 * Attention (Vaswani et al., 2017): softmax(q·kᵀ·scale) · v, where a query sees only what the mask allows.
 *
 * Query i may see key j iff both stand in the same segment (0 is padding, which nobody sees), and, in a causal row, j is
 * not later than i or lies in the prefix. A query that may see nothing gives zeros.
 *
 * The fast kernels keep no weights [B, H, T, S]: the gradient calculates them again from `logSum` [B, H, T], of which
 * only it need know more (FlashAttention; Dao et al., 2022).
 *
 * B batch, T queries of a row, S keys of a row, H heads, d head width
 */
import * as tf from '@tensorflow/tfjs';
import { checkTensor } from './check.js';
import { hasFast, registerGradient, runForFirst, runKernel } from './run.js';

export interface AttentionMask {
  /** int32 [B, T]: the document of each query; 0 is padding. */
  segmentsOfQueries: tf.Tensor2D;
  /** int32 [B, S]. */
  segmentsOfKeys: tf.Tensor2D;
  /** int32 [B]: 1 where the row is causal. */
  causal: tf.Tensor1D;
  /** int32 [B]: so many first keys are seen by all, in a causal row too. */
  prefix: tf.Tensor1D;
  /** The place of the first query among the keys. Default S − T: the queries are the last ones. */
  offset?: number;
}

/** Low enough that exp gives 0, and finite: −Infinity would make a row that sees nothing NaN. */
const HIDDEN = -1e9;

/** 1 where the query may see the key: float32 [B, 1, T, S]. */
export function visible(mask: AttentionMask): tf.Tensor4D {
  return tf.tidy(() => {
    const [B, T] = mask.segmentsOfQueries.shape;
    const S = mask.segmentsOfKeys.shape[1];
    const i = tf.reshape(tf.range(0, T, 1, 'int32'), [1, T, 1]);
    const j = tf.reshape(tf.range(0, S, 1, 'int32'), [1, 1, S]);
    const earlier = tf.lessEqual(j, tf.add(i, tf.scalar(mask.offset ?? S - T, 'int32'))); // [1, T, S]
    const inPrefix = tf.less(j, tf.reshape(mask.prefix, [B, 1, 1])); // [B, 1, S]
    const seesAll = tf.logicalNot(tf.cast(tf.reshape(mask.causal, [B, 1, 1]), 'bool')); // [B, 1, 1]
    const queries = tf.reshape(mask.segmentsOfQueries, [B, T, 1]);
    const keys = tf.reshape(mask.segmentsOfKeys, [B, 1, S]);
    const together = tf.logicalAnd(tf.equal(queries, keys), tf.notEqual(keys, tf.scalar(0, 'int32'))); // [B, T, S]
    const allowed = tf.logicalAnd(together, tf.logicalOr(seesAll, tf.logicalOr(earlier, inPrefix)));
    return tf.reshape(tf.cast(allowed, 'float32'), [B, 1, T, S]);
  });
}

export function slowAttention(
  q: tf.Tensor4D,
  k: tf.Tensor4D,
  v: tf.Tensor4D,
  mask: AttentionMask,
  scale = 1 / Math.sqrt(q.shape[3]),
): tf.Tensor4D {
  const heads = (x: tf.Tensor4D) => tf.transpose(x, [0, 2, 1, 3]);
  const sees = visible(mask); // [B, 1, T, S]
  const scores = tf.mul(tf.matMul(heads(q), heads(k), false, true), scale); // [B, H, T, S]
  const masked = tf.add(tf.mul(scores, sees), tf.mul(tf.sub(1, sees), HIDDEN));
  const weights = tf.mul(tf.softmax(masked), sees); // of a row that sees nothing: all 0
  return heads(tf.matMul(weights, heads(v)) as tf.Tensor4D); // [B, T, H, d]
}

/**
 * @param q - [B, T, H, d]; `k` and `v` are [B, S, H, d].
 * @param scale - of the scores; default 1/√d.
 * @returns [B, T, H, d].
 */
export function attention(
  q: tf.Tensor4D,
  k: tf.Tensor4D,
  v: tf.Tensor4D,
  mask: AttentionMask,
  scale = 1 / Math.sqrt(q.shape[3]),
): tf.Tensor4D {
  checkAttention(q, k, v, mask);
  if (q.size === 0 || k.size === 0) return tf.zerosLike(q);
  if (!hasFast('BlossomAttention')) return tf.tidy(() => slowAttention(q, k, v, mask, scale));
  const { segmentsOfQueries: segments_q, segmentsOfKeys: segments_k, causal, prefix } = mask;
  const offset = mask.offset ?? k.shape[1] - q.shape[1];
  const inputs = { q, k, v, segments_q, segments_k, causal, prefix };
  return runForFirst('BlossomAttention', inputs, { scale, offset }) as tf.Tensor4D;
}

function checkAttention(q: tf.Tensor4D, k: tf.Tensor4D, v: tf.Tensor4D, mask: AttentionMask): void {
  checkTensor('attention', 'q', q, 'float32', [null, null, null, null]);
  const [B, T, H, d] = q.shape;
  checkTensor('attention', 'k', k, 'float32', [B, null, H, d]);
  const S = k.shape[1];
  checkTensor('attention', 'v', v, 'float32', [B, S, H, d]);
  checkTensor('attention', 'segmentsOfQueries', mask.segmentsOfQueries, 'int32', [B, T]);
  checkTensor('attention', 'segmentsOfKeys', mask.segmentsOfKeys, 'int32', [B, S]);
  checkTensor('attention', 'causal', mask.causal, 'int32', [B]);
  checkTensor('attention', 'prefix', mask.prefix, 'int32', [B]);
}

const SAVED = ['q', 'k', 'v', 'segments_q', 'segments_k', 'causal', 'prefix'];

registerGradient({
  kernel: 'BlossomAttention',
  inputs: SAVED,
  outputs: [true, true],
  gradient: (dy, saved, attributes) => {
    const named = Object.fromEntries([...SAVED, 'out', 'logSum'].map((name, i) => [name, saved[i]!]));
    const [q, k, v] = runKernel('BlossomAttentionGrad', { dy, ...named }, attributes);
    return { q: q!, k: k!, v: v! }; // masks are whole numbers and have none
  },
});
