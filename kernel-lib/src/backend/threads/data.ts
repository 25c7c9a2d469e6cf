/**
 * What the backend keeps of a tensor. Its values lie in the shared memory, or still in an array of JavaScript's
 * (results of tfjs's own CPU kernels, strings): they move when the first fast kernel wants them.
 */
import type { backend_util, DataType, TensorInfo } from '@tensorflow/tfjs';

type Values = backend_util.BackendValues;
export type Numbers = Float32Array | Int32Array | Uint8Array;

/** The three views over all of the shared memory. */
export interface Views {
  floats: Float32Array;
  integers: Int32Array;
  bytes: Uint8Array;
  buffer: ArrayBufferLike;
}

export class Data {
  refCount = 1;
  complexTensorInfos?: { real: TensorInfo; imag: TensorInfo };
  /** 0: not in the shared memory. */
  pointer = 0;
  /** Bytes in the shared memory. */
  bytes = 0;
  /** Whether the collector tells us when nobody can reach the tensor any more. */
  watched = false;
  private view: Numbers | undefined;
  private outside: Values | undefined;

  constructor(
    readonly dtype: DataType,
    private readonly views: Views,
    values?: Values,
  ) {
    this.outside = values;
  }

  /** What tfjs's CPU kernels read: a view, not a copy. */
  get values(): Values {
    if (this.pointer === 0) return this.outside as Values;
    // Made once: it costs as much as a small kernel.
    if (this.view?.buffer !== this.views.buffer) this.view = this.viewInto(this.views.buffer);
    return this.view;
  }

  private viewInto(buffer: ArrayBufferLike): Numbers {
    if (this.dtype === 'float32') return new Float32Array(buffer, this.pointer, this.bytes / 4);
    if (this.dtype === 'int32') return new Int32Array(buffer, this.pointer, this.bytes / 4);
    return new Uint8Array(buffer, this.pointer, this.bytes);
  }

  /** A copy that stays when the tensor is gone. */
  copy(): Values {
    if (this.pointer === 0) return this.outside as Values;
    const { floats, integers, bytes } = this.views;
    const [start, end] = [this.pointer, this.pointer + this.bytes];
    if (this.dtype === 'float32') return floats.slice(start / 4, end / 4);
    if (this.dtype === 'int32') return integers.slice(start / 4, end / 4);
    return bytes.slice(start, end);
  }

  /** Takes its place in the shared memory; values that lay outside are copied there. */
  settle(pointer: number, bytes: number): void {
    const values = this.outside as Numbers | undefined;
    this.pointer = pointer;
    this.bytes = bytes;
    this.outside = undefined;
    if (values === undefined || values.length === 0) return;
    const { floats, integers, bytes: small } = this.views;
    if (this.dtype === 'float32') floats.set(values, pointer / 4);
    else if (this.dtype === 'int32') integers.set(values, pointer / 4);
    else small.set(values, pointer);
  }
}

export const bytesPerElement = (dtype: DataType): number =>
  dtype === 'float32' || dtype === 'int32' ? 4 : 1;
