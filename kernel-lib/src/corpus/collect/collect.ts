/** Documents out of files: the first stage of the pipeline. */
import type { RawDocument } from '../document.js';
import { listUnits, readUnit, type ReadOptions, type UnitOptions } from './units.js';

export type CollectOptions = UnitOptions & Omit<ReadOptions, 'after'>;

/**
 * All documents below `paths`, one after the other in a fixed order: folders, text and Markdown, fortune files, HTML,
 * JSONL, WARC and Parquet, also with `.gz`. Memory does not grow with the input.
 * What cannot be read is told to `onProblem` with its place and left out; what is no document is told to `onSkip`.
 * Throws a UserError where a given path does not exist.
 */
export async function* collect(
  paths: readonly string[],
  options: CollectOptions = {},
): AsyncGenerator<RawDocument> {
  for (const unit of await listUnits(paths, options)) yield* readUnit(unit, options);
}
