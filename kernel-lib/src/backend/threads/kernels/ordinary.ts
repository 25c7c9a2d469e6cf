/** The kernels of ordinary tfjs programs beside the first ones of register.ts, by tfjs's names. */
import type { FastKernel } from '../register.js';
import { constantLike, fill, mirrorPad, oneHot, reverse, stridedSlice, tile } from './arrange.js';
import { gather, select } from './choose.js';
import { fusedMatMul } from './finish.js';
import * as images from './images.js';

export const ordinaryKernels: Record<string, FastKernel> = {
  _FusedMatMul: fusedMatMul,
  AvgPool: images.pool2d('averagePool'),
  AvgPoolGrad: images.pool2dGradient('averagePoolGradient'),
  Conv2D: images.conv2d,
  Conv2DBackpropFilter: images.conv2dFilterGradient,
  Conv2DBackpropInput: images.conv2dInputGradient,
  DepthwiseConv2dNative: images.depthwiseConv2d,
  Fill: fill,
  FusedBatchNorm: images.batchNorm,
  FusedConv2D: images.fusedConv2d,
  GatherV2: gather,
  MaxPool: images.pool2d('maxPool'),
  MaxPoolGrad: images.pool2dGradient('maxPoolGradient'),
  MirrorPad: mirrorPad,
  OneHot: oneHot,
  OnesLike: constantLike(1),
  Reverse: reverse,
  Select: select,
  StridedSlice: stridedSlice,
  Tile: tile,
  ZerosLike: constantLike(0),
};
