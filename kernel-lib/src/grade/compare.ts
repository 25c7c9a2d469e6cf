/**
 * The one place where an answer is compared with what is expected, in the driver's own process.
 * NaN, Infinity, an empty list, another length, shape, dtype or kind of value fail, each in words, unless the case
 * expects exactly that.
 */
import { isTypedArray, OtherValue, TensorValue } from './values.js';
import { formatPath, showText, type Path } from './show-value.js';

/** Two numbers within `tolerance · max(1, |expected|)` are equal. Covers sums in another order, and no more. */
export const DEFAULT_TOLERANCE = 1e-9;

/** What a few steps in float32 (7 digits) lose; a learner's own arithmetic has 16 digits. */
const FLOAT32_ROUNDING = 1e-6;

/** The first difference. */
export interface Difference {
  path: Path;
  /** A sentence without the place: "expected 0.5, came 0.6". */
  message: string;
}

/** @returns the first difference in reading order, or undefined where there is none. */
export function compare(
  expected: unknown,
  came: unknown,
  tolerance = DEFAULT_TOLERANCE,
): Difference | undefined {
  return compareAt(expected, came, tolerance, []);
}

/** The difference as a sentence: "at [2][1]: expected 0.5, came 0.6". */
export const describeDifference = ({ path, message }: Difference) =>
  path.length === 0 ? message : `at ${formatPath(path)}: ${message}`;

function compareAt(expected: unknown, came: unknown, tolerance: number, path: Path): Difference | undefined {
  const wanted = kindOf(expected);
  const got = kindOf(came);
  // The description comes from the runner, so it may read like any kind.
  if (wanted !== got || came instanceof OtherValue)
    return { path, message: kindMessage(expected, came, wanted, got, path.length === 0) };
  if (typeof expected === 'number') return compareNumbers(expected, came as number, tolerance, path);
  if (Array.isArray(expected) || isTypedArray(expected)) {
    return compareLists(expected as ArrayLike<unknown>, came as ArrayLike<unknown>, tolerance, path);
  }
  if (expected instanceof TensorValue) return compareTensors(expected, came as TensorValue, tolerance, path);
  if (expected instanceof Map) return compareMaps(expected, came as Map<unknown, unknown>, tolerance, path);
  if (expected instanceof Set) return compareSets(expected, came as Set<unknown>, path);
  if (typeof expected === 'object' && expected !== null) {
    return compareMaps(entriesOf(expected), entriesOf(came as object), tolerance, path);
  }
  return Object.is(expected, came) ? undefined : differs(expected, came, path);
}

const differs = (expected: unknown, came: unknown, path: Path): Difference => ({
  path,
  message: `expected ${showText(expected)}, came ${showText(came)}`,
});

const entriesOf = (record: object) => new Map<unknown, unknown>(Object.entries(record));

/** Lists of different kinds are not equal: a Float32Array has rounded its numbers. */
function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return 'a list';
  if (isTypedArray(value)) return `a ${value.constructor.name}`;
  if (value instanceof TensorValue) return 'a tensor';
  if (value instanceof OtherValue) return value.description;
  if (value instanceof Map) return 'a Map';
  if (value instanceof Set) return 'a Set';
  return typeof value === 'object' ? 'a record' : `a ${typeof value}`;
}

function kindMessage(
  expected: unknown,
  came: unknown,
  wanted: string,
  got: string,
  isWhole: boolean,
): string {
  if (got === 'undefined' && !isWhole) return `expected ${showText(expected)}, came undefined`;
  if (got === 'undefined')
    return `expected ${showText(expected)}, but nothing came (undefined): is a \`return\` missing?`;
  const shown = came instanceof OtherValue || came === null ? '' : ` (${showText(came)})`;
  const advice = got.endsWith('class Promise') ? ': is an `await` missing?' : '';
  return `expected ${wanted}, came ${got}${shown}${advice}`;
}

function compareNumbers(
  expected: number,
  came: number,
  tolerance: number,
  path: Path,
): Difference | undefined {
  if (!Number.isFinite(expected) || !Number.isFinite(came)) {
    return Object.is(expected, came) ? undefined : differs(expected, came, path);
  }
  const scale = Math.max(1, Math.abs(expected));
  const distance = Math.abs(expected - came);
  if (distance <= tolerance * scale) return undefined;
  const difference = differs(expected, came, path);
  if (distance >= FLOAT32_ROUNDING * scale) return difference;
  return {
    path,
    message: `${difference.message}: close, but not enough (rounded to float32, or a small number added?)`,
  };
}

function compareLists(
  expected: ArrayLike<unknown>,
  came: ArrayLike<unknown>,
  tolerance: number,
  path: Path,
): Difference | undefined {
  if (came.length === 0 && expected.length > 0) {
    return { path, message: `expected ${expected.length} items, came an empty list` };
  }
  for (let i = 0; i < Math.min(expected.length, came.length); i++) {
    const difference = compareAt(expected[i], came[i], tolerance, [...path, i]);
    if (difference !== undefined) return difference;
  }
  if (expected.length === came.length) return undefined;
  const where =
    came.length > expected.length ? `; the first one too many is ${showText(came[expected.length])}` : '';
  return { path, message: `expected ${expected.length} items, came ${came.length}${where}` };
}

function compareTensors(
  expected: TensorValue,
  came: TensorValue,
  tolerance: number,
  path: Path,
): Difference | undefined {
  if (expected.shape.join() !== came.shape.join()) {
    return {
      path,
      message: `expected shape [${expected.shape.join(', ')}], came [${came.shape.join(', ')}]`,
    };
  }
  if (expected.dtype !== came.dtype) {
    return { path, message: `expected dtype ${expected.dtype}, came ${came.dtype}` };
  }
  for (let i = 0; i < expected.values.length; i++) {
    const place = [...path, ...unravel(i, expected.shape)];
    const difference = compareAt(expected.values[i], came.values[i], tolerance, place);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

/** The indices of the value number `index` of a tensor. */
function unravel(index: number, shape: readonly number[]): number[] {
  const place: number[] = [];
  for (const size of [...shape].reverse()) {
    place.unshift(index % size);
    index = Math.floor(index / size);
  }
  return place;
}

/** Keys are compared by identity, so by value for text and numbers; their order does not count. */
function compareMaps(
  expected: Map<unknown, unknown>,
  came: Map<unknown, unknown>,
  tolerance: number,
  path: Path,
): Difference | undefined {
  for (const [key, value] of expected) {
    if (!came.has(key)) return { path, message: `expected the key ${showText(key)}, which is missing` };
    const difference = compareAt(value, came.get(key), tolerance, [...path, String(key)]);
    if (difference !== undefined) return difference;
  }
  for (const key of came.keys()) {
    if (!expected.has(key))
      return { path, message: `came with the key ${showText(key)}, which is not expected` };
  }
  return undefined;
}

function compareSets(expected: Set<unknown>, came: Set<unknown>, path: Path): Difference | undefined {
  for (const item of expected) {
    if (!came.has(item)) return { path, message: `expected the item ${showText(item)}, which is missing` };
  }
  for (const item of came) {
    if (!expected.has(item))
      return { path, message: `came with the item ${showText(item)}, which is not expected` };
  }
  return undefined;
}
