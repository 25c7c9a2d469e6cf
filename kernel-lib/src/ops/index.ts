/** The operations of the network, each with its slow twin, made of plain tfjs operations. */
export { gelu, reluSquared, slowGelu, slowReluSquared } from './activation.js';
export { attention, slowAttention, type AttentionMask } from './attention.js';
export {
  crossEntropy,
  linearCrossEntropy,
  slowCrossEntropy,
  slowLinearCrossEntropy,
} from './crossEntropy.js';
export { embedding, slowEmbedding } from './embedding.js';
export { linearAdd, queryKeyValue, slowLinearAdd, slowQueryKeyValue } from './linear.js';
export { mlp, slowMlp } from './mlp.js';
export { layerNorm, rmsNorm, slowLayerNorm, slowRmsNorm } from './norm.js';
export { headNormRotary, rotary, slowRotary } from './rotary.js';
