/** One dial for the size of a model. */
import { UserError } from '../../errors.js';
import { checkConfig, type ModelConfig } from '../../nn/config.js';
import { rule } from '../../options.js';

/** Numbers of the width that each layer adds: one head of that size. */
const WIDTH_A_LAYER = 32;

/**
 * The sizes of a model of so many layers: as many heads, 32 numbers of width a layer, an MLP four times as wide. Depth 4
 * is the pilot's model. Parameters grow with the third power of the depth.
 * @param context - the most tokens in a row.
 */
export function sizesOf(depth: number, vocabulary: number, context = 128): ModelConfig {
  if (!rule.countFromOne.allows(depth)) {
    throw new UserError(`sizesOf: depth must be ${rule.countFromOne.words}, got ${depth}.`);
  }
  const width = WIDTH_A_LAYER * depth;
  return checkConfig({ vocabulary, width, layers: depth, heads: depth, hidden: 4 * width, context });
}
