/** The backend `threads`: tfjs's CPU backend with its data in a memory that wasm kernels on several threads share. */
import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import { util } from '@tensorflow/tfjs';
import type { backend_util, DataType, TensorInfo } from '@tensorflow/tfjs';
import { Allocator } from './allocator.js';
import { bytesPerElement, Data } from './data.js';
import type { Views } from './data.js';
import { HEAP, PAGE, SCRATCH } from './layout.js';
import { Pool } from './pool.js';
import type { Kernels } from './wasm.js';
import { wasm } from '../../webassembly.js';
import type { Memory } from '../../webassembly.js';

type Values = backend_util.BackendValues;
type DataId = object;

const INITIAL_PAGES = 64;
/** Without SharedArrayBuffer: 2 GB, of which the system gives what is touched. */
const ORDINARY_PAGES = 32_768;
/** Small tensors, in bytes, are watched only when they have outlived so many others: most are gone by then. */
const SMALL = 16_384;
const OTHERS = 256;

export interface Options {
  kernels: Kernels;
  threads: number;
  /** Of 64 KB each; 65,536 (4 GB) is the most that WebAssembly has. */
  maximumPages?: number;
}

export class ThreadsBackend extends MathBackendCPU {
  readonly pool: Pool;
  readonly wide: boolean;
  private readonly wasmMemory: Memory;
  private readonly allocator: Allocator;
  private readonly views: Views;
  /** Tensors that nobody disposed of: when the collector takes the id, the block goes back. */
  private readonly lost: FinalizationRegistry<Data>;
  /** The last small tensors, not watched yet, in a ring. */
  private readonly young: Data[] = [];
  private readonly youngIds: DataId[] = [];
  private place = 0;

  constructor({ kernels, threads, maximumPages = 65_536 }: Options) {
    super();
    const pages = kernels.shared ? maximumPages : Math.min(maximumPages, ORDINARY_PAGES);
    const memory = newMemory(kernels.shared, pages);
    this.wasmMemory = memory;
    this.views = viewsOf(memory);
    this.allocator = new Allocator(memory, HEAP, pages, () => Object.assign(this.views, viewsOf(memory)));
    this.lost = new FinalizationRegistry((data) => this.release(data));
    const scratch = () => this.allocator.allocate(SCRATCH);
    this.pool = new Pool({ memory, module: kernels.module, threads: kernels.shared ? threads : 1, scratch });
    this.wide = kernels.wide;
  }

  /** The values of a new tensor from outside: copied, as their owner may change them. */
  override write(values: Values, _shape: number[], dtype: DataType): DataId {
    return this.keep(isNumeric(dtype) && values !== undefined ? this.inside(values, dtype) : values, dtype);
  }

  /** The result of a CPU kernel: it stays where it is, but for a part of another tensor, which is copied. */
  override makeTensorInfo(shape: number[], dtype: DataType, values?: Values | string[]): TensorInfo {
    if (dtype === 'string' && util.isString(values?.[0] as never)) {
      return {
        dataId: this.keep(
          (values as string[]).map((text) => util.encodeString(text)),
          dtype,
        ),
        shape,
        dtype,
      };
    }
    const numbers = values as Float32Array | undefined;
    const part = numbers !== undefined && this.isOurs(numbers.buffer);
    return { dataId: this.keep(part ? this.inside(numbers, dtype) : numbers, dtype), shape, dtype };
  }

  /** A new tensor in the shared memory, its values not set. */
  output(shape: number[], dtype: DataType): TensorInfo {
    const data = new Data(dtype, this.views);
    this.settle(data, util.sizeFromShape(shape) * bytesPerElement(dtype));
    const dataId = this.newId(data);
    this.watch(dataId, data);
    return { dataId, shape, dtype };
  }

  /** Where the values of a tensor lie in the shared memory, in bytes. They move there first if they must. */
  pointerOf({ dataId }: { dataId: DataId }): number {
    const data = this.dataOf(dataId);
    if (data.pointer === 0) {
      this.settle(data, (data.values as Float32Array).length * bytesPerElement(data.dtype));
      this.watch(dataId, data);
    }
    return data.pointer;
  }

  /** Memory for the time of one kernel; give it back with `free`. */
  allocate(bytes: number): number {
    return this.allocator.allocate(bytes);
  }

  free(pointer: number, bytes: number): void {
    this.allocator.release(pointer, bytes);
  }

  /** Memory for the time of `work`. */
  lend<T>(bytes: number, work: (pointer: number) => T): T {
    const pointer = this.allocate(bytes);
    try {
      return work(pointer);
    } finally {
      this.free(pointer, bytes);
    }
  }

  /** The whole memory as 32-bit whole numbers (valid until the next allocation). */
  get integers(): Int32Array {
    return this.views.integers;
  }

  /** The whole memory as floats (valid until the next allocation). */
  get floats(): Float32Array {
    return this.views.floats;
  }

  override readSync(dataId: DataId): Values {
    const data = this.dataOf(dataId);
    if (data.dtype === 'complex64') return super.readSync(dataId);
    return util.convertBackendValuesAndArrayBuffer(data.copy(), data.dtype);
  }

  override move(dataId: DataId, values: Values, _shape: number[], dtype: DataType, refCount: number): void {
    const copied = isNumeric(dtype) ? this.inside(values, dtype) : new Data(dtype, this.views, values);
    copied.refCount = refCount;
    this.data.set(dataId, copied);
    if (copied.pointer !== 0) this.watch(dataId, copied);
  }

  override disposeData(dataId: DataId, force = false): boolean {
    if (!this.data.has(dataId)) return true;
    const data = this.dataOf(dataId);
    data.refCount--;
    if (!force && data.refCount > 0) return false;
    const { complexTensorInfos } = data;
    if (complexTensorInfos !== undefined) {
      this.disposeData(complexTensorInfos.real.dataId, true);
      this.disposeData(complexTensorInfos.imag.dataId, true);
    }
    if (data.pointer !== 0) {
      if (data.watched) this.lost.unregister(data);
      this.release(data);
    }
    this.data.delete(dataId);
    return true;
  }

  /** `unreliable` only as to what tfjs's own CPU kernels hold outside of the shared memory. */
  override memory(): ReturnType<MathBackendCPU['memory']> & { sharedBytes: number; heldBytes: number } {
    const heldBytes = this.wasmMemory.buffer.byteLength;
    return { ...super.memory(), sharedBytes: this.allocator.used, heldBytes };
  }

  /** Ends the workers. Tensors stay readable. */
  override dispose(): void {
    this.pool.end();
    super.dispose();
  }

  dataOf(dataId: DataId): Data {
    return this.data.get(dataId) as unknown as Data;
  }

  private keep(values: Values | Data | undefined, dtype: DataType): DataId {
    const data = values instanceof Data ? values : new Data(dtype, this.views, values);
    const dataId = this.newId(data);
    if (data.pointer !== 0) this.watch(dataId, data);
    return dataId;
  }

  private inside(values: Values, dtype: DataType): Data {
    const data = new Data(dtype, this.views, values);
    this.settle(data, (values as Float32Array).length * bytesPerElement(dtype));
    return data;
  }

  private settle(data: Data, bytes: number): void {
    data.settle(this.allocator.allocate(bytes), bytes);
  }

  private newId(data: Data): DataId {
    const dataId = { id: ThreadsBackend.count++ };
    this.data.set(dataId, data as never);
    return dataId;
  }

  /** Gives the block back when the collector takes the id; a small tensor's turn comes later, if it is still there. */
  private watch(dataId: DataId, data: Data): void {
    if (data.bytes > SMALL) return this.register(dataId, data);
    const place = this.place;
    this.place = (place + 1) % OTHERS;
    const earlier = this.young[place];
    if (earlier !== undefined && earlier.pointer !== 0 && !earlier.watched)
      this.register(this.youngIds[place]!, earlier);
    this.young[place] = data;
    this.youngIds[place] = dataId;
  }

  private register(dataId: DataId, data: Data): void {
    this.lost.register(dataId, data, data);
    data.watched = true;
  }

  /** Whether an array is a view into our memory. */
  private isOurs(buffer: ArrayBufferLike): boolean {
    return buffer === this.views.buffer || isShared(buffer);
  }

  private release(data: Data): void {
    this.allocator.release(data.pointer, data.bytes);
    data.pointer = 0;
  }

  private static count = 0;
}

const isNumeric = (dtype: DataType) => dtype === 'float32' || dtype === 'int32' || dtype === 'bool';

const isShared = (buffer: ArrayBufferLike) =>
  typeof SharedArrayBuffer !== 'undefined' && buffer instanceof SharedArrayBuffer;

/**
 * A memory that is not shared cannot grow under the views of a running kernel: growing detaches them. So it has all of
 * its pages from the start, or as many as the system gives.
 */
function newMemory(shared: boolean, maximum: number): Memory {
  if (shared) return new wasm.Memory({ initial: INITIAL_PAGES, maximum, shared: true });
  for (let pages = maximum; ; pages = Math.ceil(pages / 2)) {
    try {
      return new wasm.Memory({ initial: pages, maximum: pages, shared: false });
    } catch (error) {
      if (!(error instanceof RangeError) || pages <= INITIAL_PAGES) throw error;
    }
  }
}

function viewsOf(memory: Memory): Views {
  const buffer: ArrayBufferLike = memory.buffer;
  return {
    floats: new Float32Array(buffer, 0, Math.floor(buffer.byteLength / 4)),
    integers: new Int32Array(buffer, 0, Math.floor(buffer.byteLength / 4)),
    bytes: new Uint8Array(buffer),
    buffer,
  };
}

/** The first page of `PAGE` bytes is ours: control words and arguments. */
if (HEAP % PAGE !== 0) throw new Error('The heap begins at a page.');
