/** One attention head, and the model without it. */
import * as tf from '@tensorflow/tfjs';
import { UserError } from '../../errors.js';
import { shown } from '../../options.js';
import type { Model } from '../../nn/model.js';

export interface Head {
  /** From 0. */
  layer: number;
  /** From 0. */
  head: number;
}

/** @throws UserError for a head that the model does not have. */
export function checkHeads(who: string, { config }: Model, heads: readonly Head[]): void {
  for (const each of heads) {
    const { layer, head } = each;
    const there = (value: number, count: number) => Number.isInteger(value) && value >= 0 && value < count;
    if (there(layer, config.layers) && there(head, config.heads)) continue;
    throw new UserError(
      `${who}: there is no head ${shown(each)}; layers are 0 to ${config.layers - 1}, heads 0 to ${config.heads - 1}.`,
    );
  }
}

/**
 * Runs `work` with the model that lacks a head: the rows of `out` that read what the head says are 0. The model itself
 * stays as it is.
 */
export async function withoutHead<R>(
  model: Model,
  { layer, head }: Head,
  work: (model: Model) => Promise<R>,
): Promise<R> {
  const name = `blocks.${layer}.out`;
  const { width: D, heads: H } = model.config;
  const rows = Array.from({ length: D }, (_, row) => (Math.floor(row / (D / H)) === head ? 0 : 1));
  const out = tf.tidy(() => tf.variable(tf.mul(model.parameters[name]!, tf.tensor2d(rows, [D, 1])), false));
  try {
    return await work({ config: model.config, parameters: { ...model.parameters, [name]: out } });
  } finally {
    out.dispose();
  }
}
