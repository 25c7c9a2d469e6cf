/** Convolutions as matrix products over patches, pools, batch normalisation; images are [batch, height, width, channels]. */
import { backend_util, util } from '@tensorflow/tfjs';
import type { TensorInfo } from '@tensorflow/tfjs';
import type { ThreadsBackend } from '../backend.js';
import { bits } from '../pool.js';
import type { Call, FastKernel } from '../register.js';
import { finishLayer } from './finish.js';
import { binary } from './elementwise.js';
import { matMul } from './matmul.js';
import { concat, slice } from './move.js';

/** Values that one part of a job should have at least. */
const PART = 16_384;
/** Values of all patches of one product: more images are taken in turns, so that they need no more than 128 MB. */
const MOST = 2 ** 25;

type Info = ReturnType<typeof backend_util.computeConv2DInfo>;
type Shape4 = [number, number, number, number];

export const grainOf = (values: number) => Math.max(1, Math.ceil(PART / Math.max(1, values)));

/** Arguments 2 to 14 of the kernels of images. */
export const windowOf = (info: Info) => [
  ...[info.inHeight, info.inWidth, info.inChannels, info.outHeight, info.outWidth],
  ...[info.filterHeight, info.filterWidth, info.strideHeight, info.strideWidth],
  ...[info.dilationHeight, info.dilationWidth, info.padInfo.top, info.padInfo.left],
];

const seenAs = (tensor: TensorInfo, shape: number[]): TensorInfo => ({ ...tensor, shape });

/** How a convolution goes, or undefined where it is not one of ours. */
export function convolutionOf(shape: number[], filter: number[], attrs: Call['attrs'], depthwise = false) {
  if ((attrs['dataFormat'] ?? 'NHWC') !== 'NHWC') return undefined;
  const info = backend_util.computeConv2DInfo(
    shape as Shape4,
    filter as Shape4,
    attrs['strides'] as number,
    (attrs['dilations'] as number | undefined) ?? 1,
    attrs['pad'] as 'same',
    attrs['dimRoundingMode'] as 'floor',
    depthwise,
  );
  return util.sizeFromShape(info.inShape) * util.sizeFromShape(info.outShape) > 0 ? info : undefined;
}

export const allFloats = (...tensors: TensorInfo[]) => tensors.every(({ dtype }) => dtype === 'float32');

/** Where the patches of an image are its pixels. */
const isPlain = (info: Info) =>
  info.filterHeight * info.filterWidth * info.strideHeight * info.strideWidth === 1 &&
  info.padInfo.top + info.padInfo.left + info.padInfo.bottom + info.padInfo.right === 0;

const depthOf = (info: Info) => info.filterHeight * info.filterWidth * info.inChannels;

/** The patches of some images as a matrix [places, depth]; the caller disposes of it. */
function patchesOf(backend: ThreadsBackend, x: TensorInfo, info: Info): TensorInfo {
  const places = info.batchSize * info.outHeight * info.outWidth;
  const result = backend.output([places, depthOf(info)], 'float32');
  const args = [backend.pointerOf(x), backend.pointerOf(result), ...windowOf(info)];
  backend.pool.run('patches', args, info.batchSize * info.outHeight, grainOf(info.outWidth * depthOf(info)));
  return result;
}

/** x ∗ filter: [places, depth] · [depth, outChannels]. */
function convolve(backend: ThreadsBackend, x: TensorInfo, filter: TensorInfo, info: Info): TensorInfo {
  const depth = depthOf(info);
  const places = info.batchSize * info.outHeight * info.outWidth;
  const plain = isPlain(info);
  const a = plain ? seenAs(x, [places, depth]) : patchesOf(backend, x, info);
  const b = seenAs(filter, [depth, info.outChannels]);
  const product = matMul(backend, { a, b, transposeA: false, transposeB: false });
  if (!plain) backend.disposeIntermediateTensorInfo(a);
  return seenAs(product, info.outShape);
}

/**
 * Where the patches of all images are too many: the kernel again for some images at a time. `split` are the inputs that
 * have a batch; the results are joined.
 */
function inTurns(
  call: Call,
  info: Info,
  split: string[],
  kernel: FastKernel,
  join: FastKernel,
): TensorInfo | undefined {
  const perImage = info.outHeight * info.outWidth * depthOf(info);
  const count = Math.max(1, Math.floor(MOST / perImage));
  if (isPlain(info) || info.batchSize <= count) return undefined;
  const parts: TensorInfo[] = [];
  for (let start = 0; start < info.batchSize; start += count) {
    const images = Math.min(count, info.batchSize - start);
    const inputs = { ...call.inputs };
    for (const name of split) {
      const x = inputs[name]!;
      const attrs = { begin: [start, 0, 0, 0], size: [images, ...x.shape.slice(1)] };
      inputs[name] = slice({ ...call, inputs: { x }, attrs }) as TensorInfo;
    }
    const shape = call.attrs['inputShape'] as number[] | undefined;
    const attrs =
      shape === undefined ? call.attrs : { ...call.attrs, inputShape: [images, ...shape.slice(1)] };
    parts.push(kernel({ ...call, inputs, attrs }) as TensorInfo);
    for (const name of split) call.backend.disposeIntermediateTensorInfo(inputs[name]!);
  }
  const result = join({
    ...call,
    inputs: Object.fromEntries(parts.entries()),
    attrs: { axis: 0 },
  }) as TensorInfo;
  parts.forEach((part) => call.backend.disposeIntermediateTensorInfo(part));
  return result;
}

const add = binary('add');
/** The sum of the parts, one after the other. */
const sumOf: FastKernel = (call) => {
  const [first, ...rest] = Object.values(call.inputs) as [TensorInfo, ...TensorInfo[]];
  return rest.reduce((sum, part) => {
    const next = add({ ...call, inputs: { a: sum, b: part } }) as TensorInfo;
    if (sum !== first) call.backend.disposeIntermediateTensorInfo(sum);
    return next;
  }, first);
};

export const conv2d: FastKernel = (call) => {
  const { inputs, attrs, backend } = call;
  const x = inputs['x']!;
  const filter = inputs['filter']!;
  const info = allFloats(x, filter) ? convolutionOf(x.shape, filter.shape, attrs) : undefined;
  if (info === undefined) return undefined;
  return inTurns(call, info, ['x'], conv2d, concat) ?? convolve(backend, x, filter, info);
};

export const fusedConv2d: FastKernel = (call) => {
  const { inputs, attrs, backend } = call;
  const bias = inputs['bias'];
  return finishLayer(backend, { bias, attrs }, () => conv2d(call) as TensorInfo | undefined);
};

/** patchesᵀ · dy. */
export const conv2dFilterGradient: FastKernel = (call) => {
  const { inputs, attrs, backend } = call;
  const x = inputs['x']!;
  const dy = inputs['dy']!;
  const shape = attrs['filterShape'] as number[];
  const info = allFloats(x, dy) ? convolutionOf(x.shape, shape, attrs) : undefined;
  if (info === undefined || !util.arraysEqual(dy.shape, info.outShape)) return undefined;
  const inParts = inTurns(call, info, ['x', 'dy'], conv2dFilterGradient, sumOf);
  if (inParts !== undefined) return inParts;
  const places = info.batchSize * info.outHeight * info.outWidth;
  const plain = isPlain(info);
  const a = plain ? seenAs(x, [places, depthOf(info)]) : patchesOf(backend, x, info);
  const b = seenAs(dy, [places, info.outChannels]);
  const product = matMul(backend, { a, b, transposeA: true, transposeB: false });
  if (!plain) backend.disposeIntermediateTensorInfo(a);
  return seenAs(product, shape);
};

/** dy · filterᵀ are the gradients of the patches; each pixel takes the sum of its own. */
export const conv2dInputGradient: FastKernel = (call) => {
  const { inputs, attrs, backend } = call;
  const dy = inputs['dy']!;
  const filter = inputs['filter']!;
  const shape = attrs['inputShape'] as number[];
  const info = allFloats(dy, filter) ? convolutionOf(shape, filter.shape, attrs) : undefined;
  // A transposed convolution may be given more than the forward one would have made.
  if (info === undefined || !util.arraysEqual(dy.shape, info.outShape)) return undefined;
  const inParts = inTurns(call, info, ['dy'], conv2dInputGradient, concat);
  if (inParts !== undefined) return inParts;
  const places = info.batchSize * info.outHeight * info.outWidth;
  const a = seenAs(dy, [places, info.outChannels]);
  const b = seenAs(filter, [depthOf(info), info.outChannels]);
  const product = matMul(backend, { a, b, transposeA: false, transposeB: true });
  if (isPlain(info)) return seenAs(product, shape);
  const result = backend.output(shape, 'float32');
  const args = [backend.pointerOf(product), backend.pointerOf(result), ...windowOf(info)];
  const perRow = info.inWidth * info.inChannels * info.filterHeight * info.filterWidth;
  backend.pool.run('addPatches', args, info.batchSize * info.inHeight, grainOf(perRow));
  backend.disposeIntermediateTensorInfo(product);
  return result;
};

function poolOf(x: TensorInfo, attrs: Call['attrs']): Info | undefined {
  if (x.dtype !== 'float32') return undefined;
  const info = backend_util.computePool2DInfo(
    x.shape as Shape4,
    attrs['filterSize'] as number,
    attrs['strides'] as number,
    1,
    attrs['pad'] as 'same',
    attrs['dimRoundingMode'] as 'floor',
  );
  // tfjs returns x itself where windows of one pixel leave the shape, whatever its borders.
  const same = info.filterHeight * info.filterWidth === 1 && util.arraysEqual(info.inShape, info.outShape);
  const empty = util.sizeFromShape(info.inShape) * util.sizeFromShape(info.outShape) === 0;
  return same || empty ? undefined : info;
}

export function pool2d(kernel: 'maxPool' | 'averagePool'): FastKernel {
  return ({ inputs, attrs, backend }) => {
    const x = inputs['x']!;
    const info = poolOf(x, attrs);
    if (info === undefined) return undefined;
    const result = backend.output(info.outShape, 'float32');
    const args = [backend.pointerOf(x), backend.pointerOf(result), ...windowOf(info)];
    const perRow = info.outWidth * info.outChannels * info.filterHeight * info.filterWidth;
    backend.pool.run(kernel, args, info.batchSize * info.outHeight, grainOf(perRow));
    return result;
  };
}

export function pool2dGradient(kernel: 'maxPoolGradient' | 'averagePoolGradient'): FastKernel {
  return ({ inputs, attrs, backend }) => {
    const dy = inputs['dy']!;
    const x = inputs['input']!;
    const info = poolOf(x, attrs);
    if (info === undefined || dy.dtype !== 'float32') return undefined;
    if (!util.arraysEqual(dy.shape, info.outShape)) return undefined;
    const result = backend.output(x.shape, 'float32');
    const pointers = [backend.pointerOf(dy), backend.pointerOf(result)];
    const factor = bits(1 / (info.filterHeight * info.filterWidth));
    const perImage = info.inHeight * info.inWidth * info.inChannels;
    backend.pool.run(
      kernel,
      [...pointers, ...windowOf(info), backend.pointerOf(x), factor],
      info.batchSize,
      grainOf(4 * perImage),
    );
    return result;
  };
}

/** With a mean, variance, offset and scale for each channel, or with one for all. */
export const batchNorm: FastKernel = ({ inputs, attrs, backend }) => {
  const { x, mean, variance, offset, scale } = inputs as Record<string, TensorInfo | undefined>;
  const given = [x, mean, variance, offset, scale].filter((tensor) => tensor !== undefined);
  const channels = x!.shape.at(-1);
  if (!allFloats(...given) || channels === undefined) return undefined;
  const size = util.sizeFromShape(x!.shape);
  const fits = ({ shape }: TensorInfo) =>
    [1, channels].includes(util.sizeFromShape(shape)) && (shape.at(-1) ?? 1) === util.sizeFromShape(shape);
  if (!given.slice(1).every(fits) || size === 0) return undefined;
  const epsilon = (attrs['varianceEpsilon'] as number | undefined) ?? 0.001;
  const result = backend.output(x!.shape, 'float32');
  const pointers = [backend.pointerOf(x!), backend.pointerOf(result)];
  const at = (tensor: TensorInfo | undefined) =>
    tensor === undefined ? undefined : backend.pointerOf(tensor) / 4;
  const [meanAt, varianceAt, offsetAt, scaleAt] = [mean, variance, offset, scale].map(at);
  const step = (tensor: TensorInfo | undefined) =>
    tensor === undefined || util.sizeFromShape(tensor.shape) === 1 ? 0 : 1;
  backend.lend(12 * channels, (table) => {
    const { floats } = backend;
    for (let c = 0; c < channels; c++) {
      const deviation = Math.sqrt(floats[varianceAt! + c * step(variance)]! + epsilon);
      floats[table / 4 + c] = floats[meanAt! + c * step(mean)]!;
      floats[table / 4 + channels + c] =
        (scaleAt === undefined ? 1 : floats[scaleAt + c * step(scale)]!) / deviation;
      floats[table / 4 + 2 * channels + c] =
        offsetAt === undefined ? 0 : floats[offsetAt + c * step(offset)]!;
    }
    backend.pool.run('batchNorm', [...pointers, channels, table], size / channels, grainOf(channels));
  });
  return result;
};
