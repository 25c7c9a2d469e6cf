/**
 * The plain data that the driver and the runner exchange, as JSON: numbers with NaN, Infinity and -0, typed arrays
 * and tensors with dtype and shape (their bytes as base64, little-endian), lists, records, maps, sets. Whatever else a function returns (a function, an
 * instance of a class, a Promise) crosses as its description alone: an `OtherValue`, which equals nothing.
 * Nothing is revived by code of the sender: `decode` takes JSON, checks each part, and throws where a rule is broken.
 */

/** A tensor as data: what a tfjs tensor becomes on its way, and how a case writes one. */
export class TensorValue {
  /** @param values - row by row. */
  constructor(
    readonly dtype: string,
    readonly shape: readonly number[],
    readonly values: readonly unknown[],
  ) {}
}

/** Something that is no plain data. */
export class OtherValue {
  constructor(readonly description: string) {}
}

const MAX_DEPTH = 40;
const MAX_ITEMS = 4_000_000;
const MAX_BYTES = 16 * 1024 * 1024;
const DTYPES = ['float32', 'int32', 'bool', 'string'];
const TYPED_ARRAYS = {
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
};
/** What tfjs keeps the values of a tensor in. */
const TENSOR_BYTES: Record<string, (typeof TYPED_ARRAYS)[keyof typeof TYPED_ARRAYS]> = {
  float32: Float32Array,
  int32: Int32Array,
  bool: Uint8Array,
};
const tensorBytes = (dtype: unknown) =>
  typeof dtype === 'string' && Object.hasOwn(TENSOR_BYTES, dtype) ? TENSOR_BYTES[dtype] : undefined;
export type TypedArray = InstanceType<(typeof TYPED_ARRAYS)[keyof typeof TYPED_ARRAYS]>;

export const isTypedArray = (value: unknown): value is TypedArray =>
  ArrayBuffer.isView(value) && value.constructor.name in TYPED_ARRAYS;

const other = (description: string) => ({ $: 'other', v: description.slice(0, 200) });

/** The value as JSON. */
export function encode(value: unknown, depth = 0): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0)
        ? value
        : { $: 'number', v: Object.is(value, -0) ? '-0' : String(value) };
    case 'undefined':
      return { $: 'undefined' };
    case 'bigint':
      return { $: 'bigint', v: String(value) };
    case 'function':
      return other('a function');
    case 'symbol':
      return other('a symbol');
    case 'object':
      if (value === null) return null;
      return depth >= MAX_DEPTH
        ? other(`a value nested more than ${MAX_DEPTH} levels deep`)
        : encodeObject(value, depth + 1);
  }
}

function encodeObject(value: object, depth: number): unknown {
  const list = (items: ArrayLike<unknown>) => encodeList(items, depth);
  if (Array.isArray(value)) return list(value);
  if (isTypedArray(value)) return { $: value.constructor.name, b: toBase64(value) };
  if (value instanceof TensorValue) return tensor(value.dtype, value.shape, list(value.values));
  if (value instanceof OtherValue) return other(value.description);
  if (value instanceof Map) return { $: 'map', v: Array.from(value, list) };
  if (value instanceof Set) return { $: 'set', v: list([...value]) };
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) {
    return { $: 'object', v: Object.entries(value).map(([key, item]) => [key, encode(item, depth)]) };
  }
  if (isTensorLike(value)) return encodeTensor(value, list);
  return other(`an object of class ${String(value.constructor?.name ?? 'unknown')}`);
}

/** By index and bounded: the list's own iterator or length may never end. */
function encodeList(items: ArrayLike<unknown>, depth: number): unknown[] {
  if (items.length > MAX_ITEMS)
    throw new RangeError(`a list of ${items.length} items; at most ${MAX_ITEMS} can be sent`);
  const encoded: unknown[] = [];
  for (let i = 0; i < items.length; i++) encoded.push(encode(items[i], depth));
  return encoded;
}

/** As bytes where the data is of the kind that its dtype says; else as it is, for the comparison to refuse. */
function encodeTensor(value: TensorLike, list: (items: ArrayLike<unknown>) => unknown[]): unknown {
  const { dtype, shape } = value;
  const data = value.dataSync();
  const Kind = tensorBytes(dtype);
  return Kind !== undefined && data instanceof Kind
    ? { $: 'tensor', dtype, shape: [...shape], b: toBase64(data) }
    : tensor(dtype, shape, list(data));
}

/** Every platform that Node runs on stores numbers little-endian. */
function toBase64(value: ArrayBufferView): string {
  if (value.byteLength > MAX_BYTES)
    throw new RangeError(`an array of ${value.byteLength} bytes; at most ${MAX_BYTES} can be sent`);
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64');
}

const tensor = (dtype: string, shape: readonly number[], values: unknown[]) => ({
  $: 'tensor',
  dtype,
  shape: [...shape],
  v: values,
});

interface TensorLike {
  dtype: string;
  shape: number[];
  dataSync(): ArrayLike<unknown>;
}

const isTensorLike = (value: object): value is TensorLike =>
  typeof (value as TensorLike).dataSync === 'function' &&
  typeof (value as TensorLike).dtype === 'string' &&
  Array.isArray((value as TensorLike).shape);

/** Data that breaks a rule of the exchange. */
export class WireError extends Error {}

function demand(condition: boolean, rule: string): asserts condition {
  if (!condition) throw new WireError(rule);
}

/** The value of checked JSON. Records have no prototype. Throws a WireError that names the broken rule. */
export function decode(json: unknown, depth = 0): unknown {
  demand(depth <= MAX_DEPTH + 1, 'a value is nested too deep');
  if (json === null || typeof json === 'string' || typeof json === 'boolean' || typeof json === 'number')
    return json;
  if (Array.isArray(json)) return json.map((item) => decode(item, depth + 1));
  demand(typeof json === 'object', 'a value of no known kind');
  const { $: kind, ...fields } = json as Record<string, unknown>;
  demand(typeof kind === 'string', 'a value of no known kind');
  if ('b' in fields) return decodeBytes(kind, fields);
  const { v, ...rest } = fields;
  if (kind !== 'tensor') demand(Object.keys(rest).length === 0, `a ${kind} with extra fields`);
  if (kind === 'undefined') return undefined;
  if (kind === 'number' || kind === 'bigint' || kind === 'other') return decodeWord(kind, v);
  demand(Array.isArray(v), `a ${kind} without a list`);
  const items = v.map((item) => decode(item, depth + 1));
  if (kind === 'tensor') return decodeTensor(rest, items);
  if (kind === 'set') return new Set(items);
  if (kind === 'map') return new Map(items.map(pair));
  if (kind === 'object') return decodeRecord(items);
  throw new WireError('a value of no known kind');
}

function decodeBytes(kind: string, { b, ...rest }: Record<string, unknown>): unknown {
  const Kind =
    kind === 'tensor'
      ? tensorBytes(rest['dtype'])
      : Object.hasOwn(TYPED_ARRAYS, kind) && TYPED_ARRAYS[kind as keyof typeof TYPED_ARRAYS];
  demand(Kind !== undefined && Kind !== false, 'bytes of no known kind');
  demand(typeof b === 'string', `a ${kind} whose bytes are no text`);
  const bytes = Buffer.from(b, 'base64');
  demand(bytes.toString('base64') === b, `a ${kind} whose bytes are no base64`);
  demand(bytes.length % Kind.BYTES_PER_ELEMENT === 0, `a ${kind} that ends within a number`);
  const values = new Kind(new Uint8Array(bytes).buffer);
  if (kind === 'tensor') return decodeTensor(rest, Array.from(values));
  demand(Object.keys(rest).length === 0, `a ${kind} with extra fields`);
  return values;
}

function decodeWord(kind: string, word: unknown): unknown {
  demand(typeof word === 'string', `a ${kind} that is not written as text`);
  if (kind === 'other') return new OtherValue(word.slice(0, 200));
  if (kind === 'bigint') {
    demand(/^-?\d{1,1000}$/.test(word), 'a bigint that is no integer');
    return BigInt(word);
  }
  demand(['NaN', 'Infinity', '-Infinity', '-0'].includes(word), 'a number that is none');
  return Number(word);
}

function pair(entry: unknown): [unknown, unknown] {
  demand(Array.isArray(entry) && entry.length === 2, 'an entry that is no pair');
  return [entry[0], entry[1]];
}

function decodeRecord(items: unknown[]): Record<string, unknown> {
  const record = Object.create(null) as Record<string, unknown>;
  for (const [key, value] of items.map(pair)) {
    demand(typeof key === 'string' && !(key in record), 'a record with a key twice or of no text');
    record[key] = value;
  }
  return record;
}

function decodeTensor({ dtype, shape, ...rest }: Record<string, unknown>, values: unknown[]): TensorValue {
  demand(Object.keys(rest).length === 0, 'a tensor with extra fields');
  demand(typeof dtype === 'string' && DTYPES.includes(dtype), 'a tensor of unknown dtype');
  demand(
    Array.isArray(shape) && shape.every((size) => Number.isSafeInteger(size) && size >= 0),
    'a tensor whose shape is no list of sizes',
  );
  const size = (shape as number[]).reduce((product, n) => product * n, 1);
  demand(size === values.length, 'a tensor whose shape does not fit its values');
  return new TensorValue(dtype, shape as number[], values);
}
