/** What a model consists of, as rows for a table. */
import { checkConfig, shapesOf, type ModelConfig } from './config.js';

export interface Part {
  name: string;
  shape: number[];
  /** Numbers that are learnt. */
  parameters: number;
}

/** One row for each parameter, in the order of the network, and one for all of them. */
export function describe({ config }: { config: ModelConfig }): Part[] {
  const parts = [...shapesOf(checkConfig(config))].map(([name, shape]) => ({
    name,
    shape,
    parameters: shape.reduce((a, b) => a * b, 1),
  }));
  const parameters = parts.reduce((sum, part) => sum + part.parameters, 0);
  return [...parts, { name: 'all', shape: [], parameters }];
}
