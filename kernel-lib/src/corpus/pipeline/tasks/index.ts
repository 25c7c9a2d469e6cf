/** All that a worker thread can do. */
import type { CorpusOptions } from '../options.js';
import type { Places } from '../places.js';
import { compare } from './compare.js';
import { encode } from './encode.js';
import { join } from './join.js';
import { judge } from './judge.js';
import { pack } from './pack.js';
import { parquet } from './parquet.js';
import { probe, read } from './read.js';
import { train } from './train.js';

/** What a task knows besides its input. */
export interface Thread {
  places: Places;
  options: CorpusOptions;
  /** Tells how far a long task is. */
  progress(done: number): void;
}

export const tasks = { read, probe, compare, judge, train, encode, pack, parquet, join };
