/** The last value of a cell as a MIME bundle. */
import { inspect } from 'node:util';
import { BUNDLE, isDisplayable, type MimeBundle } from '../../display/host.js';
import { table, type DataFrameLike } from '../../display/table.js';

interface TensorLike {
  shape: number[];
  dtype: string;
  isDisposed: boolean;
  toString(): string;
}

export function resultBundle(value: unknown): MimeBundle {
  if (isDisplayable(value)) return value[BUNDLE]();
  if (isTensor(value)) return { 'text/plain': describeTensor(value) };
  if (isDataFrame(value)) return table(value)[BUNDLE]();
  return { 'text/plain': inspect(value, { maxStringLength: 10_000 }) };
}

function isTensor(value: unknown): value is TensorLike {
  if (typeof value !== 'object' || value === null) return false;
  const one = value as Partial<TensorLike & { dataSync: unknown }>;
  return Array.isArray(one.shape) && typeof one.dtype === 'string' && typeof one.dataSync === 'function';
}

/** `Tensor float32 [2, 3]`, then the numbers as tfjs prints them: the edges of what is large. */
function describeTensor(tensor: TensorLike): string {
  const title = `${tensor.constructor.name} ${tensor.dtype} [${tensor.shape.join(', ')}]`;
  if (tensor.isDisposed) return `${title}, disposed`;
  try {
    return `${title}\n${tensor
      .toString()
      .replace(/^\s*Tensor\s*\n/, '')
      .replace(/^ {4}/gm, '')}`;
  } catch (thrown) {
    // A backend on a graphics card answers only later.
    return `${title}\n(numbers not at hand: ${String(thrown)}; await tensor.data() has them)`;
  }
}

/** danfojs's DataFrame or Series. */
function isDataFrame(value: unknown): value is DataFrameLike {
  if (typeof value !== 'object' || value === null) return false;
  return ['columns', 'values', 'index', 'print'].every((key) => key in value);
}
