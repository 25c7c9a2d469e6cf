/** What a model is: six numbers, and the shapes that they give its parameters. */
import { UserError } from '../errors.js';

export interface ModelConfig {
  /** Different tokens. */
  vocabulary: number;
  /** Numbers that stand for one token between the layers. */
  width: number;
  layers: number;
  /** Attention heads of a layer; each has an even part of the width. */
  heads: number;
  /** Width inside of the MLP; usually four times `width`. */
  hidden: number;
  /** The most tokens in a row. */
  context: number;
}

const NAMES = ['vocabulary', 'width', 'layers', 'heads', 'hidden', 'context'] as const;

/** @throws UserError for a name that is unknown or missing, or a number that cannot be. */
export function checkConfig(config: ModelConfig): ModelConfig {
  const known: readonly string[] = NAMES;
  const unknown = Object.keys(config).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new UserError(`The model's config has an unknown name ${unknown}; it takes ${NAMES.join(', ')}.`);
  }
  for (const name of NAMES) {
    const value: unknown = config[name];
    if (Number.isInteger(value) && (value as number) > 0) continue;
    throw new UserError(`The model's ${name} must be a whole number above 0, got ${String(value)}.`);
  }
  if (Number.isInteger(config.width / config.heads / 2)) return config;
  throw new UserError(
    `Each of ${config.heads} heads needs an even part of the width, got width ${config.width}.`,
  );
}

/** Every parameter's shape, in the order of the network. Matrices are [in, out]. */
export function shapesOf({ vocabulary: V, width: D, layers, hidden: F }: ModelConfig): Map<string, number[]> {
  const shapes = new Map([['embedding', [V, D]]]);
  for (let layer = 0; layer < layers; layer++) {
    const block = { norm1: [D], query: [D, D], key: [D, D], value: [D, D], out: [D, D] };
    const mlp = { norm2: [D], up: [D, F], down: [F, D] };
    for (const [name, shape] of Object.entries({ ...block, ...mlp })) {
      shapes.set(`blocks.${layer}.${name}`, shape);
    }
  }
  return shapes.set('norm', [D]);
}
