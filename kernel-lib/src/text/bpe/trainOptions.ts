/** What training may be told, and how it lets others work. */
import { setImmediate as pause } from 'node:timers/promises';
import { oneOf, readOptions, rule } from '../../options.js';
import type { ProgressRecord } from '../../progress.js';
import type { Base } from './alphabet.js';

/** A merge at the moment when it is learnt. */
export interface LearntMerge {
  /** The two tokens, written as in `tokenizer.json`. */
  pair: readonly [left: string, right: string];
  /** The token that they become. */
  token: string;
  /** What it stands for, to show; bytes that are no whole characters as `<0xE6>`. */
  text: string;
  /** Its id. */
  id: number;
  /** How often the pair stands in the texts. */
  count: number;
  /** 0 for the first merge. */
  rank: number;
}

export interface TrainTokenizerOptions {
  /** How many tokens there may be, special ones and bytes among them. Fewer where the texts hold no more pairs. Default 2048. */
  vocabularySize?: number;
  /** `characters` (default): merged from characters, bytes only where a character has no token; `bytes`: from bytes alone. */
  base?: Base;
  /**
   * The most characters with a token of their own, the most frequent first; others are spelt in bytes. Default: as many as
   * save more tokens than the merges that they take the place of, and at most half of the room beside special tokens and
   * bytes. To find that out, merges are learnt twice; with a number, once.
   */
  alphabetSize?: number;
  /** A pair that stands in the texts less often than this is not merged. Default 2. */
  minimumFrequency?: number;
  /** The longest token that a merge may make, in characters, or in bytes with `base: 'bytes'`. Default: any. */
  maximumTokenLength?: number;
  /** The most distinct pieces to count; when there are more, the rarest half is forgotten. Default 1,000,000. */
  maximumWords?: number;
  onProgress?: (record: ProgressRecord) => void;
  /** Called with each merge as it is learnt. */
  onMerge?: (merge: LearntMerge) => void;
  /** Ends the training with the signal's reason. */
  signal?: AbortSignal;
}

const RULES = {
  vocabularySize: rule.countFromOne,
  base: oneOf('characters', 'bytes'),
  alphabetSize: rule.count,
  minimumFrequency: rule.countFromOne,
  maximumTokenLength: rule.countFromOne,
  maximumWords: {
    allows: (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 2,
    words: 'a whole number, 2 or above',
  },
  onProgress: rule.function,
  onMerge: rule.function,
  signal: rule.object,
};
const DEFAULTS = {
  vocabularySize: 2048,
  base: 'characters' as Base,
  minimumFrequency: 2,
  maximumWords: 1_000_000,
};
export type Settings = typeof DEFAULTS & TrainTokenizerOptions;

/** The options over their defaults. Throws a UserError that names what is wrong. */
export const readSettings = (options: TrainTokenizerOptions): Settings =>
  readOptions('trainTokenizer', DEFAULTS, RULES, options);

/** Other work gets a turn so often, in milliseconds; then we also look at the signal and tell how far we are. */
const TURN = 50;

/** Calls `tell` and lets others work, when it is time. */
export function turns(
  { signal, onProgress }: Settings,
  tell: () => ProgressRecord,
): () => Promise<void> | undefined {
  let last = performance.now();
  return () => {
    if (performance.now() - last < TURN) return undefined;
    onProgress?.(tell());
    return pause().then(() => {
      signal?.throwIfAborted();
      last = performance.now();
    });
  };
}
