/** What a run may be told: one flat object, strict; all that changes the result is kept in `run.json`. */
import { availableParallelism } from 'node:os';
import { oneOf, readOptions, rule, type Rule } from '../../options.js';
import { UserError } from '../../errors.js';

export const PRESETS = ['web', 'small', 'gopher'] as const;
export const EXTRACTIONS = ['auto', 'lines', 'readability'] as const;
export const EXPORTS = ['jsonl', 'parquet'] as const;

export interface CorpusOptions {
  /** Thresholds of the quality rules: `web` for pages, `small` for short texts, `gopher` for Gopher's rules alone. */
  preset: (typeof PRESETS)[number];
  /** How the main text of a page is found: by Mozilla's library, by our line rule, or by the better one. */
  extraction: (typeof EXTRACTIONS)[number];
  /** Whether wrongly decoded lines (`donâ€™t`) are repaired, or taken out where they cannot be. */
  mojibake: boolean;
  /** Languages to keep (ISO 639-1); none named keeps all. */
  languages: readonly string[];
  /** Whether exact copies leave. */
  exact: boolean;
  /** Whether near copies leave. */
  near: boolean;
  /** Bands and rows of the signatures: 14 × 8 finds half of the pairs at similarity 0.69. */
  bands: number;
  rows: number;
  /** Near copies have at least this real similarity (Jaccard); 0 trusts the signatures, as FineWeb does. */
  similarity: number;
  /** Whether pages of keywords, next to empty pages, and those that break the rules of quality leave. */
  quality: boolean;
  /** Whether lines with a word of the course's list of rude words leave. A list knows no meanings: it costs good texts. */
  rude: boolean;
  /** Whether personal data is replaced by placeholders. */
  pii: boolean;
  /** Path of a JSONL file of test items (`{"id": …, "text": …}`): documents that contain one leave. None by default. */
  testItems: string;
  /** Path of a JSONL file of words and their classes (`{"word": …, "class": …}`) to mark in the texts. None by default. */
  lexicon: string;
  /** Path of a CommonJS module that exports `judges`: own rules, asked after all others. None by default. */
  judges: string;
  /** Path of a tokenizer.json; without one a tokenizer is trained on what is kept. */
  tokenizer: string;
  /** Entries of the tokenizer that is trained. */
  vocabulary: number;
  /** The tokenizer is trained on so many characters at most, taken evenly from all documents. */
  trainingCharacters: number;
  /** A shard is closed once it holds so many tokens. */
  shardTokens: number;
  /** What is exported beside the shards: `jsonl` (gzip), `parquet`. */
  exports: readonly (typeof EXPORTS)[number][];
  /** Name of the collection of all documents, instead of the names of their folders. */
  collection: string;
  /** Bytes of raw documents that one thread takes at once: memory grows with it, the shards do not change. */
  blockBytes: number;
  /** Worker threads. Never changes the result. */
  threads: number;
  /** Keeps `work/`, which a finished run no longer needs. */
  keepWork: boolean;
}

export const corpusDefaults: CorpusOptions = {
  preset: 'web',
  extraction: 'auto',
  mojibake: true,
  languages: [],
  exact: true,
  near: true,
  bands: 14,
  rows: 8,
  similarity: 0.7,
  quality: true,
  rude: false,
  pii: true,
  testItems: '',
  lexicon: '',
  judges: '',
  tokenizer: '',
  vocabulary: 2048,
  trainingCharacters: 20_000_000,
  shardTokens: 8 * 1024 * 1024,
  exports: EXPORTS,
  collection: '',
  blockBytes: 2 * 1024 * 1024,
  threads: availableParallelism(),
  keepWork: false,
};

const anyText: Rule = { allows: (value) => typeof value === 'string', words: 'a text' };
const listOf = (one: Rule, words: string): Rule => ({
  allows: (value) => Array.isArray(value) && value.every((item) => one.allows(item)),
  words,
});
const language: Rule = {
  allows: (value) => typeof value === 'string' && /^[a-z]{2,3}$/.test(value),
  words: 'a language',
};

const RULES: Record<keyof CorpusOptions, Rule> = {
  preset: oneOf(...PRESETS),
  extraction: oneOf(...EXTRACTIONS),
  mojibake: rule.boolean,
  languages: listOf(language, 'a list of languages such as en, zh'),
  exact: rule.boolean,
  near: rule.boolean,
  bands: rule.countFromOne,
  rows: rule.countFromOne,
  similarity: rule.share,
  quality: rule.boolean,
  rude: rule.boolean,
  pii: rule.boolean,
  testItems: anyText,
  lexicon: anyText,
  judges: anyText,
  tokenizer: anyText,
  vocabulary: rule.countFromOne,
  trainingCharacters: rule.countFromOne,
  shardTokens: rule.countFromOne,
  exports: listOf(oneOf(...EXPORTS), `a list of ${EXPORTS.join(', ')}`),
  collection: anyText,
  blockBytes: rule.countFromOne,
  threads: rule.countFromOne,
  keepWork: rule.boolean,
};

/** The smallest base of characters with byte fall-back, and some merges. */
const SMALLEST_VOCABULARY = 300;

/** @throws UserError at an unknown name or a value that makes no sense. */
export function readCorpusOptions(given: Partial<CorpusOptions>): CorpusOptions {
  const options = readOptions('buildCorpus', corpusDefaults, RULES, given);
  if (options.vocabulary < SMALLEST_VOCABULARY) {
    throw new UserError(
      `buildCorpus: vocabulary must be at least ${SMALLEST_VOCABULARY}, as 256 entries stand for bytes; got ${options.vocabulary}.`,
    );
  }
  return options;
}

/** The options that decide what comes out; another number of threads does not. */
export function decisive({
  threads,
  keepWork,
  ...rest
}: CorpusOptions): Omit<CorpusOptions, 'threads' | 'keepWork'> {
  void [threads, keepWork];
  return rest;
}
