/** The words of a check that need no learner: comparing, drawing, differentiating, counting. */
import type { Random } from '../../random.js';
import { compare, describeDifference } from '../compare.js';
import { AuthorError } from '../tasks.js';
import { TensorValue } from '../values.js';
import { CheckFailure } from './failures.js';
import type { Kit } from './kit.js';
import { misfit } from './statistics.js';

export const close: Kit['close'] = (came, expected, tolerance) => {
  const difference = compare(expected, came, tolerance);
  if (difference !== undefined) throw new CheckFailure(describeDifference(difference));
};

export const same: Kit['same'] = (came, expected) => close(came, expected, 0);

export const expect: Kit['expect'] = (condition, detail = 'a condition does not hold') => {
  // Not a boolean: an author's slip such as a forgotten `await`, which would always hold.
  if (typeof condition !== 'boolean')
    throw new AuthorError(`expect takes a boolean, got ${String(condition)}`);
  if (!condition) throw new CheckFailure(detail);
};

export const tensor: Kit['tensor'] = (values, shape, dtype = 'float32') => {
  const size = shape.reduce((product, n) => product * n, 1);
  if (values.length !== size)
    throw new AuthorError(`tensor: ${values.length} values do not fill the shape [${shape.join(', ')}]`);
  // As they will arrive: a float32 tensor has rounded its numbers.
  return new TensorValue(dtype, [...shape], dtype === 'float32' ? values.map(Math.fround) : [...values]);
};

/** Box and Muller, two at a time. `1 − random()` is never 0. */
export function normals(random: Random, count: number): number[] {
  const values: number[] = [];
  while (values.length < count) {
    const radius = Math.sqrt(-2 * Math.log(1 - random()));
    const angle = 2 * Math.PI * random();
    values.push(radius * Math.cos(angle), radius * Math.sin(angle));
  }
  return values.slice(0, count);
}

export const finiteDifferences: Kit['finiteDifferences'] = async (f, x, step = 1e-5) => {
  const slopes: number[] = [];
  for (let i = 0; i < x.length; i++) {
    const at = async (shift: number) => {
      const value = await f(x.map((xj, j) => (i === j ? xj + shift : xj)));
      // The function may be the learner's own: NaN and text must not pass on in silence.
      if (typeof value !== 'number' || !Number.isFinite(value))
        throw new CheckFailure('the function under finiteDifferences gave no finite number');
      return value;
    };
    slopes.push(((await at(step)) - (await at(-step))) / (2 * step));
  }
  return slopes;
};

export const fits: Kit['fits'] = (counts, probabilities, falseAlarm = 1e-7) => {
  const total = probabilities.reduce((sum, p) => sum + p, 0);
  if (probabilities.some((p) => !(p >= 0)) || Math.abs(total - 1) > 1e-6)
    throw new AuthorError(`fits: the probabilities sum to ${total}`);
  if (!(falseAlarm > 0 && falseAlarm < 1)) throw new AuthorError(`fits: falseAlarm is ${falseAlarm}`);
  if (counts.length !== probabilities.length)
    throw new AuthorError(`fits: ${counts.length} counts, ${probabilities.length} probabilities`);
  if (counts.some((count) => !Number.isSafeInteger(count) || count < 0))
    throw new CheckFailure('fits: a count is no whole number of draws');
  if (counts.every((count) => count === 0)) throw new CheckFailure('fits: nothing was drawn');
  const why = misfit(counts, probabilities, falseAlarm);
  if (why !== undefined) throw new CheckFailure(why);
};
