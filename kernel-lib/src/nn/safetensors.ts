/**
 * The safetensors format: 8 bytes with the length of a JSON header, the header, then the values of all tensors without
 * a gap. Only the format; `checkpoint.ts` says what a model's file holds.
 * https://huggingface.co/docs/safetensors (its Python package reads what we write, and the other way round).
 */
import { UserError } from '../errors.js';
import { fromBfloat, fromHalf, toHalf } from './half.js';
import { repeatedKey } from './jsonKeys.js';

export type TensorValues = Float32Array | Int32Array | Uint8Array;

/** A tensor outside of tfjs: its shape and its values, row after row. */
export interface StoredTensor {
  shape: number[];
  values: TensorValues;
}

export interface SafetensorsFile {
  tensors: Map<string, StoredTensor>;
  /** Free text by name; the format allows nothing else. */
  metadata: Record<string, string>;
  /** The tensors of float32 that a file keeps as float16. Reading gives float32 for them, and no names. */
  half?: ReadonlySet<string>;
}

interface Entry {
  dtype: Dtype;
  shape: number[];
  data_offsets: [number, number];
}

/** In the order in which the values lie in the file: widest first, so that each stays aligned. */
const arrays = {
  F32: Float32Array,
  I32: Int32Array,
  BF16: Uint16Array,
  F16: Uint16Array,
  U8: Uint8Array,
};
type Dtype = keyof typeof arrays;
const DTYPES = Object.keys(arrays) as Dtype[];
const OURS = ['F32', 'I32', 'U8'] as const;
/** The limit of the format's own library: a header this long is an attack or a mistake. */
const LONGEST_HEADER = 100_000_000;
const METADATA = '__metadata__';

export const dtypeOf = ({ values }: StoredTensor) => OURS.find((dtype) => values instanceof arrays[dtype])!;
const sizeOf = (shape: readonly number[]) => shape.reduce((product, length) => product * length, 1);

/**
 * The bytes of a file; the same tensors and metadata always give the same bytes.
 * @throws UserError where the values do not fill a shape, or a number is too large for float16.
 */
export function encodeSafetensors({ tensors, metadata, half = new Set() }: SafetensorsFile): Uint8Array {
  const pieces = [...tensors].map(([name, tensor]) => pieceOf(name, tensor, half.has(name)));
  pieces.sort((a, b) => DTYPES.indexOf(a.dtype) - DTYPES.indexOf(b.dtype) || (a.name < b.name ? -1 : 1));
  const header: [string, unknown][] = Object.keys(metadata).length > 0 ? [[METADATA, metadata]] : [];
  let end = 0;
  for (const { name, dtype, shape, values } of pieces) {
    const begin = end;
    end += values.byteLength;
    header.push([name, { dtype, shape, data_offsets: [begin, end] }]);
  }
  return joined(Buffer.from(jsonObject(header)), pieces, end);
}

/** A tensor as it will lie in the file. */
interface Piece {
  name: string;
  dtype: Dtype;
  shape: number[];
  values: TensorValues | Uint16Array;
}

function pieceOf(name: string, tensor: StoredTensor, half: boolean): Piece {
  const { shape, values } = tensor;
  if (name === METADATA) throw new UserError(`A tensor cannot be called ${METADATA}; choose another name.`);
  if (values.length !== sizeOf(shape)) {
    throw new UserError(
      `The tensor ${name} has ${values.length} values, its shape [${shape}] asks for ${sizeOf(shape)}.`,
    );
  }
  if (half && values instanceof Float32Array) {
    return { name, dtype: 'F16', shape, values: toHalf(values, `The tensor ${name}`) };
  }
  return { name, dtype: dtypeOf(tensor), shape, values };
}

/** Object.fromEntries would put names that look like numbers first. */
const jsonObject = (entries: [string, unknown][]) =>
  `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join(',')}}`;

function joined(header: Buffer, pieces: readonly Piece[], size: number): Uint8Array {
  const padded = Math.ceil(header.length / 8) * 8;
  const bytes = Buffer.alloc(8 + padded + size, ' ');
  bytes.writeBigUInt64LE(BigInt(padded));
  header.copy(bytes, 8);
  let at = 8 + padded;
  for (const { values } of pieces) {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
    at += values.byteLength;
  }
  return bytes;
}

/**
 * Reads the bytes of a file. The arrays that it gives are copies.
 * @param where - what the bytes are, for the error's sentence: a path.
 * @throws UserError where anything is not as the format says; nothing is given then.
 */
export function decodeSafetensors(bytes: Uint8Array, where: string): SafetensorsFile {
  const refuse = (rule: string): never => {
    throw new UserError(`${where} is no safetensors file that can be loaded: ${rule}`);
  };
  const { header, start } = readHeader(bytes, refuse);
  const { [METADATA]: metadata = {}, ...entries } = header;
  if (!isRecord(metadata) || Object.values(metadata).some((value) => typeof value !== 'string')) {
    refuse(`its ${METADATA} must hold texts by name, got ${short(metadata)}.`);
  }
  const places = Object.entries(entries).map(([name, entry]) => ({
    name,
    ...checkEntry(name, entry, refuse),
  }));
  checkOffsets(places, bytes.length - start, refuse);
  return {
    metadata: metadata as Record<string, string>,
    tensors: new Map(places.map((place) => [place.name, valuesAt(place, bytes, start)])),
  };
}

type Refuse = (rule: string) => never;

function readHeader(bytes: Uint8Array, refuse: Refuse): { header: Record<string, unknown>; start: number } {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.length < 8) refuse(`it has ${view.length} bytes, and its header's length alone takes 8.`);
  const length = view.readBigUInt64LE();
  if (length > LONGEST_HEADER)
    refuse(`its header says it has ${length} bytes; the limit is ${LONGEST_HEADER}.`);
  const start = 8 + Number(length);
  if (start > view.length) {
    refuse(`its header says it has ${length} bytes, the whole file has ${view.length}; it may be cut off.`);
  }
  const text = view.toString('utf8', 8, start);
  const header = parse(text, refuse);
  if (!isRecord(header)) return refuse(`its header must be an object, got ${short(header)}.`);
  const repeated = repeatedKey(text);
  if (repeated !== undefined) refuse(`its header has the name ${JSON.stringify(repeated)} twice.`);
  return { header, start };
}

function parse(text: string, refuse: Refuse): unknown {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    return refuse(`its header is no JSON (${(thrown as Error).message}).`);
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const short = (value: unknown) => {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
};
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

function checkEntry(name: string, entry: unknown, refuse: Refuse): Entry {
  const { dtype, shape, data_offsets: offsets } = isRecord(entry) ? entry : ({} as Record<string, unknown>);
  if (!DTYPES.includes(dtype as Entry['dtype'])) {
    refuse(`the tensor ${name} has the dtype ${short(dtype)}; known are ${DTYPES.join(', ')}.`);
  }
  if (!Array.isArray(shape) || !shape.every(isCount)) {
    refuse(`the tensor ${name} has the shape ${short(shape)}; a shape is a list of whole numbers.`);
  }
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount)) {
    refuse(`the tensor ${name} has the offsets ${short(offsets)}; they are two whole numbers.`);
  }
  const checked = entry as Entry;
  const [begin, end] = checked.data_offsets;
  const bytes = sizeOf(checked.shape) * arrays[checked.dtype].BYTES_PER_ELEMENT;
  if (end - begin !== bytes) {
    refuse(
      `the tensor ${name} (${checked.dtype}, [${checked.shape}]) takes ${bytes} bytes, its offsets [${begin}, ${end}] hold ${end - begin}.`,
    );
  }
  return checked;
}

/** Every byte belongs to one tensor: no overlap, no gap, nothing outside the file. */
function checkOffsets(places: (Entry & { name: string })[], size: number, refuse: Refuse): void {
  let end = 0;
  const sorted = [...places].sort(({ data_offsets: a }, { data_offsets: b }) => a[0] - b[0] || a[1] - b[1]);
  for (const { name, data_offsets: offsets } of sorted) {
    if (offsets[1] > size) {
      refuse(
        `the tensor ${name} lies at [${offsets}], but only ${size} bytes follow the header; it may be cut off.`,
      );
    }
    if (offsets[0] < end)
      refuse(`the tensor ${name} at [${offsets}] overlaps another one, which ends at ${end}.`);
    if (offsets[0] > end) refuse(`no tensor takes the bytes from ${end} to ${offsets[0]}, before ${name}.`);
    end = offsets[1];
  }
  if (end < size) refuse(`${size - end} bytes follow after the last tensor.`);
}

/** What a tensor is here, from its bytes. */
const read: Record<Dtype, (bytes: ArrayBuffer) => TensorValues> = {
  F32: (bytes) => new Float32Array(bytes),
  I32: (bytes) => new Int32Array(bytes),
  BF16: (bytes) => fromBfloat(new Uint16Array(bytes)),
  F16: (bytes) => fromHalf(new Uint16Array(bytes)),
  U8: (bytes) => new Uint8Array(bytes),
};

function valuesAt({ dtype, shape, data_offsets: [begin, end] }: Entry, bytes: Uint8Array, start: number) {
  const copy = new Uint8Array(end - begin); // aligned, unlike a view into the file
  copy.set(bytes.subarray(start + begin, start + end));
  return { shape: [...shape], values: read[dtype](copy.buffer) };
}
