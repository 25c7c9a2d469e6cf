/** The kernels of our own operations (ops/, train/), by the names that these call. */
import type { NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs';
import type { FastKernel } from '../register.js';
import { activation, activationGradient } from './activation.js';
import { attention, attentionGrad } from './attention.js';
import { crossEntropy, linearCrossEntropy } from './crossEntropy.js';
import { embedding, embeddingGradient } from './embedding.js';
import * as linear from './linear.js';
import { layerNorm, layerNormGradient, rmsNorm, rmsNormGradient } from './norm.js';
import { adamW, muon, squaredNorms } from './optimizer.js';
import { headNormRotary, headNormRotaryGradient, rotary } from './rotary.js';

/** Some take lists of tensors, which tfjs's type does not know. */
const lists = (inputs: NamedTensorInfoMap) => inputs as unknown as Record<string, TensorInfo[]>;

export const ourKernels: Record<string, FastKernel> = {
  BlossomAdamW: ({ inputs, attrs, backend }) => adamW(backend, lists(inputs), attrs),
  BlossomAttention: attention,
  BlossomAttentionGrad: attentionGrad,
  BlossomCrossEntropy: crossEntropy,
  BlossomEmbedding: embedding,
  BlossomEmbeddingGrad: embeddingGradient,
  BlossomGelu: activation('gelu'),
  BlossomGeluGrad: activationGradient('gelu'),
  BlossomHeadNormRotary: headNormRotary,
  BlossomHeadNormRotaryGrad: headNormRotaryGradient,
  BlossomLayerNorm: layerNorm,
  BlossomLayerNormGrad: layerNormGradient,
  BlossomLinearAdd: linear.linearAdd,
  BlossomLinearAddGrad: linear.linearAddGradient,
  BlossomLinearCrossEntropy: linearCrossEntropy,
  BlossomMlp: linear.mlp,
  BlossomMlpGrad: linear.mlpGradient,
  BlossomMuon: ({ inputs, attrs, backend }) => muon(backend, lists(inputs), attrs),
  BlossomQueryKeyValue: linear.queryKeyValue,
  BlossomQueryKeyValueGrad: linear.queryKeyValueGradient,
  BlossomReluSquared: activation('reluSquared'),
  BlossomReluSquaredGrad: activationGradient('reluSquared'),
  BlossomRmsNorm: rmsNorm,
  BlossomRmsNormGrad: rmsNormGradient,
  BlossomRmsNormPlain: rmsNorm,
  BlossomRotary: rotary,
  BlossomSquaredNorms: ({ inputs, backend }) => squaredNorms(backend, lists(inputs)),
};
