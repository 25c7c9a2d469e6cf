/** Images of another size, and mirrored ones; images are [batch, height, width, channels]. */
import { util } from '@tensorflow/tfjs';
import type { TensorInfo } from '@tensorflow/tfjs';
import type { ThreadsBackend } from '../backend.js';
import type { Call, FastKernel } from '../register.js';
import { reverse } from './arrange.js';
import { grainOf } from './images.js';

type Shape4 = [number, number, number, number];

/** Where a row of the result lies: between two rows of the image, so near to the second. */
type Place = [first: number, second: number, share: number];

/** Where row `index` of `to` lies among the `from` rows of the image. */
type Rule = (index: number, from: number, to: number) => Place;

function ratioOf(attrs: Call['attrs'], from: number, to: number): number {
  const corners = attrs['alignCorners'] === true && to > 1 ? 1 : 0;
  return (from - corners) / (to - corners);
}

const bilinear =
  (attrs: Call['attrs']): Rule =>
  (index, from, to) => {
    const ratio = ratioOf(attrs, from, to);
    const exact = attrs['halfPixelCenters'] === true ? ratio * (index + 0.5) - 0.5 : ratio * index;
    const first = Math.max(0, Math.floor(exact));
    const second = Math.max(0, Math.min(from - 1, Math.ceil(exact)));
    return [first, second, first === second ? 0 : exact - first];
  };

const nearest =
  (attrs: Call['attrs']): Rule =>
  (index, from, to) => {
    const half = attrs['halfPixelCenters'] === true ? 0.5 : 0;
    const exact = ratioOf(attrs, from, to) * (index + half);
    const whole = attrs['alignCorners'] === true ? Math.round(exact) : Math.floor(exact);
    const first = Math.max(0, Math.min(from - 1, whole));
    return [first, first, 0];
  };

/** Tables of the rows and the columns, for the time of one kernel. */
function withTables(
  backend: ThreadsBackend,
  [height, width]: [number, number],
  [outHeight, outWidth]: [number, number],
  rule: Rule,
  work: (rows: number, columns: number) => void,
): void {
  backend.lend(12 * (outHeight + outWidth), (table) => {
    const { integers, floats } = backend;
    const put = (start: number, count: number, from: number) => {
      for (let i = 0, at = start / 4; i < count; i++, at += 3) {
        const [first, second, share] = rule(i, from, count);
        integers[at] = first;
        integers[at + 1] = second;
        floats[at + 2] = share;
      }
    };
    put(table, outHeight, height);
    put(table + 12 * outHeight, outWidth, width);
    work(table, table + 12 * outHeight);
  });
}

function resize(ruleOf: (attrs: Call['attrs']) => Rule, alone: boolean): FastKernel {
  return ({ inputs, attrs, backend }) => {
    const x = inputs['images']!;
    const [batch, height, width, channels] = x.shape as Shape4;
    const [outHeight, outWidth] = attrs['size'] as [number, number];
    const shape = [batch, outHeight, outWidth, channels];
    if (x.dtype !== 'float32' || util.sizeFromShape(x.shape) * util.sizeFromShape(shape) === 0)
      return undefined;
    const result = backend.output(shape, 'float32');
    const pointers = [backend.pointerOf(x), backend.pointerOf(result)];
    const sizes = [height, width, channels, outHeight, outWidth];
    withTables(backend, [height, width], [outHeight, outWidth], ruleOf(attrs), (rows, columns) =>
      backend.pool.run(
        'interpolate',
        [...pointers, ...sizes, rows, columns, alone ? 1 : 0],
        batch * outHeight,
        grainOf(4 * outWidth * channels),
      ),
    );
    return result;
  };
}

/** The exact way back, for every rule; tfjs's own takes all for `halfPixelCenters: false`. */
function resizeGradient(ruleOf: (attrs: Call['attrs']) => Rule, alone: boolean): FastKernel {
  return ({ inputs, attrs, backend }) => {
    const x = inputs['images']!;
    const dy = inputs['dy']!;
    const [batch, height, width, channels] = x.shape as Shape4;
    const [, outHeight, outWidth] = dy.shape as Shape4;
    if (x.dtype !== 'float32' || dy.dtype !== 'float32') return undefined;
    if (util.sizeFromShape(x.shape) * util.sizeFromShape(dy.shape) === 0) return undefined;
    const result: TensorInfo = backend.output(x.shape, 'float32');
    const pointers = [backend.pointerOf(result), backend.pointerOf(dy)];
    const sizes = [height, width, channels, outHeight, outWidth];
    withTables(backend, [height, width], [outHeight, outWidth], ruleOf(attrs), (rows, columns) =>
      backend.pool.run(
        'spreadBack',
        [...pointers, ...sizes, rows, columns, alone ? 1 : 0],
        batch,
        grainOf(4 * outHeight * outWidth * channels),
      ),
    );
    return result;
  };
}

export const resizeBilinear = resize(bilinear, false);
export const resizeNearest = resize(nearest, true);
export const resizeBilinearGradient = resizeGradient(bilinear, false);
export const resizeNearestGradient = resizeGradient(nearest, true);

export const flipLeftRight: FastKernel = (call) =>
  reverse({ ...call, inputs: { x: call.inputs['image']! }, attrs: { dims: [2] } });
