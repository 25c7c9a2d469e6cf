/** The kernels of ordinary tfjs programs beside the first ones of register.ts, by tfjs's names. */
import { backend_util } from '@tensorflow/tfjs';
import type { FastKernel } from '../register.js';
import { constantLike, fill, mirrorPad, oneHot, reverse, stridedSlice, tile } from './arrange.js';
import { gather, select } from './choose.js';
import { unpack } from './move.js';
import { cumulativeSum, placeOf, product, truths } from './reduce.js';
import { addN, binary, floorDivide, logical, question, unary } from './elementwise.js';
import { fusedMatMul } from './finish.js';
import { depthwiseConv2d, depthwiseFilterGradient, depthwiseInputGradient } from './depthwise.js';
import * as images from './images.js';
import * as resize from './resize.js';

/** The kernels of kernel-lib/assembly/functions.ts. */
const FUNCTIONS = 'Sin,Cos,Tan,Asin,Acos,Atan,Sinh,Cosh,Asinh,Acosh,Atanh,Log1p,Expm1'.split(',');
const SELU = [backend_util.SELU_SCALEALPHA / backend_util.SELU_SCALE, backend_util.SELU_SCALE];

export const ordinaryKernels: Record<string, FastKernel> = {
  _FusedMatMul: fusedMatMul,
  AddN: addN,
  All: truths('all'),
  Any: truths('any'),
  ArgMax: placeOf('argMax'),
  ArgMin: placeOf('argMin'),
  Atan2: binary('arcTangent2'),
  AvgPool: images.pool2d('averagePool'),
  AvgPoolGrad: images.pool2dGradient('averagePoolGradient'),
  Conv2D: images.conv2d,
  Conv2DBackpropFilter: images.conv2dFilterGradient,
  Conv2DBackpropInput: images.conv2dInputGradient,
  Cumsum: cumulativeSum,
  DepthwiseConv2dNative: depthwiseConv2d,
  DepthwiseConv2dNativeBackpropFilter: depthwiseFilterGradient,
  DepthwiseConv2dNativeBackpropInput: depthwiseInputGradient,
  Fill: fill,
  FlipLeftRight: resize.flipLeftRight,
  FloorDiv: floorDivide,
  FusedBatchNorm: images.batchNorm,
  FusedConv2D: images.fusedConv2d,
  GatherV2: gather,
  IsFinite: question('isFiniteNumber'),
  IsInf: question('isInfinite'),
  IsNan: question('isNotANumber'),
  LogicalAnd: logical('logicalAnd'),
  LogicalNot: logical('logicalNot'),
  LogicalOr: logical('logicalOr'),
  MaxPool: images.pool2d('maxPool'),
  MaxPoolGrad: images.pool2dGradient('maxPoolGradient'),
  MirrorPad: mirrorPad,
  Mod: binary('remainder'),
  OneHot: oneHot,
  OnesLike: constantLike(1),
  Pow: binary('power'),
  Prod: product,
  ResizeBilinear: resize.resizeBilinear,
  ResizeBilinearGrad: resize.resizeBilinearGradient,
  ResizeNearestNeighbor: resize.resizeNearest,
  ResizeNearestNeighborGrad: resize.resizeNearestGradient,
  Reverse: reverse,
  Select: select,
  Selu: unary('selu', () => SELU),
  Sign: unary('sign'),
  Softplus: unary('softplus'),
  StridedSlice: stridedSlice,
  Tile: tile,
  Unpack: unpack,
  ZerosLike: constantLike(0),
  ...Object.fromEntries(FUNCTIONS.map((name) => [name, unary(name.toLowerCase())])),
};
