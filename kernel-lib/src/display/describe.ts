/** A model as a table: its parameters, their shapes and how many numbers they hold. */
import type { Model } from '../nn/model.js';
import { describe as partsOf } from '../nn/describe.js';
import type { View } from './show.js';
import { table } from './table.js';

/** Show it as the last value of a cell, or with `.show()`. */
export function describe(model: Pick<Model, 'config'>): View {
  const rows = partsOf(model).map(({ name, shape, parameters }) => ({
    name,
    shape: shape.join(' × '),
    parameters,
  }));
  return table(rows);
}
