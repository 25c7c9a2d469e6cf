/** Convolutions of each channel with filters of its own, and their gradients. */
import { util } from '@tensorflow/tfjs';
import type { TensorInfo } from '@tensorflow/tfjs';
import type { Call, FastKernel } from '../register.js';
import { allFloats, convolutionOf, grainOf, windowOf } from './images.js';

/** Channels of a result whose sums have room in a thread's own memory. */
const MOST = 65_536;

/** Where x, y and the filter (or their gradients) go, and over what the job is cut. */
function run(
  kernel: string,
  { attrs, backend }: Call,
  shapes: { x: number[]; filter: number[]; y?: number[] },
  place: (outShape: number[]) => { x: TensorInfo; y: TensorInfo; filter: TensorInfo; result: TensorInfo },
): TensorInfo | undefined {
  const info = convolutionOf(shapes.x, shapes.filter, attrs, true);
  if (info === undefined || info.outChannels > MOST) return undefined;
  if (shapes.y !== undefined && !util.arraysEqual(shapes.y, info.outShape)) return undefined;
  const { x, y, filter, result } = place(info.outShape);
  const pointers = [backend.pointerOf(x), backend.pointerOf(y)];
  const multiplier = info.outChannels / info.inChannels;
  const more = [backend.pointerOf(filter), multiplier, info.batchSize];
  const places = info.filterHeight * info.filterWidth;
  const all = places * util.sizeFromShape(info.outShape);
  const rows = info.batchSize * (result === y ? info.outHeight : info.inHeight);
  const units = result === filter ? places : rows;
  backend.pool.run(kernel, [...pointers, ...windowOf(info), ...more], units, grainOf(all / units));
  return result;
}

export const depthwiseConv2d: FastKernel = (call) => {
  const x = call.inputs['x']!;
  const filter = call.inputs['filter']!;
  if (!allFloats(x, filter)) return undefined;
  return run('depthwise', call, { x: x.shape, filter: filter.shape }, (shape) => {
    const result = call.backend.output(shape, 'float32');
    return { x, y: result, filter, result };
  });
};

export const depthwiseInputGradient: FastKernel = (call) => {
  const dy = call.inputs['dy']!;
  const filter = call.inputs['filter']!;
  const shape = call.attrs['inputShape'] as number[];
  if (!allFloats(dy, filter)) return undefined;
  return run('depthwiseInputGradient', call, { x: shape, filter: filter.shape, y: dy.shape }, () => {
    const result = call.backend.output(shape, 'float32');
    return { x: result, y: dy, filter, result };
  });
};

export const depthwiseFilterGradient: FastKernel = (call) => {
  const dy = call.inputs['dy']!;
  const x = call.inputs['x']!;
  const shape = call.attrs['filterShape'] as number[];
  if (!allFloats(dy, x)) return undefined;
  return run('depthwiseFilterGradient', call, { x: x.shape, filter: shape, y: dy.shape }, () => {
    const result = call.backend.output(shape, 'float32');
    return { x, y: dy, filter: result, result };
  });
};
