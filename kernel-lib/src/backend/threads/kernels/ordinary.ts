/** The kernels of ordinary tfjs programs beside the first ones of register.ts, by tfjs's names. */
import type { FastKernel } from '../register.js';
import { constantLike, fill, mirrorPad, oneHot, reverse, stridedSlice, tile } from './arrange.js';
import { gather, select } from './choose.js';

export const ordinaryKernels: Record<string, FastKernel> = {
  Fill: fill,
  GatherV2: gather,
  MirrorPad: mirrorPad,
  OneHot: oneHot,
  OnesLike: constantLike(1),
  Reverse: reverse,
  Select: select,
  StridedSlice: stridedSlice,
  Tile: tile,
  ZerosLike: constantLike(0),
};
