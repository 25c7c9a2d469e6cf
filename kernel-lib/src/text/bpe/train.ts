/** Trains a tokenizer: counts the pieces of the texts, chooses an alphabet, learns merges. */
import { setImmediate as pause } from 'node:timers/promises';
import { UserError } from '../../errors.js';
import { oneOf, readOptions, rule, shown } from '../../options.js';
import type { ProgressRecord } from '../../progress.js';
import { chooseCharacters, FIRST_OTHER, firstTokens, readableToken, type Base } from './alphabet.js';
import type { Merge } from './encoder.js';
import { MergeLearner, WORD_HEAD, type Candidate, type Words } from './learner.js';
import { endOfPiece, Units, windowEnd } from './split.js';
import { SymbolReader } from './symbols.js';
import { Tokenizer } from './tokenizer.js';
import { LONGEST_WORD, WordCounts } from './wordCounts.js';

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
   * The most characters with a token of their own, the most frequent first; others are spelt in bytes. Default: half of the
   * room beside special tokens and bytes.
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
type Settings = typeof DEFAULTS & TrainTokenizerOptions;

/** Other work gets a turn so often, in milliseconds; then we also look at the signal and tell how far we are. */
const TURN = 50;

/** Calls `tell` and lets others work, when it is time. */
function turns(
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

async function countWords(
  texts: Iterable<string> | AsyncIterable<string>,
  settings: Settings,
): Promise<WordCounts> {
  const words = new WordCounts(settings.maximumWords);
  const units = new Units();
  let done = 0;
  const record = () => ({ label: 'count words', done, unit: 'characters', note: `${words.size} distinct` });
  const turn = turns(settings, record);
  for await (const text of texts) {
    if (typeof text !== 'string')
      throw new UserError(`trainTokenizer takes texts, got ${shown(text)} among them.`);
    for (let at = 0; at < text.length;) {
      const to = windowEnd(text, at);
      units.read(text, at, to);
      const length = to - at;
      for (let from = 0; from < length;) {
        const end = endOfPiece(units.array, from, length);
        words.add(units.array, from, end);
        from = end;
      }
      done += length;
      at = to;
      const waiting = turn();
      if (waiting !== undefined) await waiting;
    }
  }
  settings.onProgress?.(record());
  return words;
}

/** How often each character stands in the texts; halves of surrogate pairs count as U+FFFD. */
function countCharacters({ units, starts, counts, size }: WordCounts): Map<number, number> {
  const ofUnit = new Float64Array(0x10000);
  const ofPair = new Map<number, number>();
  for (let word = 0; word < size; word++) {
    const [end, count] = [starts[word + 1]!, counts[word]!];
    for (let at = starts[word]!; at < end; at++) {
      const unit = units[at]!;
      const next = at + 1 < end ? units[at + 1]! : 0;
      if ((unit & 0xf800) !== 0xd800) ofUnit[unit]! += count;
      else if (unit < 0xdc00 && (next & 0xfc00) === 0xdc00) {
        const codePoint = ((unit & 0x3ff) << 10) + (next & 0x3ff) + 0x10000;
        ofPair.set(codePoint, (ofPair.get(codePoint) ?? 0) + count);
        at++;
      } else ofUnit[0xfffd]! += count;
    }
  }
  ofUnit.forEach((count, unit) => count > 0 && ofPair.set(unit, count));
  return ofPair;
}

/** Special tokens, bytes, characters. */
function alphabet(words: WordCounts, { base, vocabularySize, alphabetSize }: Settings): string[] {
  const first = firstTokens(base);
  const room = vocabularySize - first.length;
  const needs = `${first.length} (the special tokens and 256 bytes)`;
  if (room < 1)
    throw new UserError(
      `trainTokenizer: a vocabulary of ${vocabularySize} has no room for merges; it needs more than ${needs}.`,
    );
  if (base === 'bytes') return first;
  if (alphabetSize !== undefined && alphabetSize > room)
    throw new UserError(
      `trainTokenizer: alphabetSize ${alphabetSize} and ${needs} are more than the vocabulary of ${vocabularySize}; choose a larger one.`,
    );
  return [...first, ...chooseCharacters(countCharacters(words), alphabetSize ?? room >> 1)];
}

/** Words as ids; characters without a token are borders over which nothing is merged. */
function wordsAsIds(
  { size, counts, units, starts }: WordCounts,
  base: Base,
  tokens: readonly string[],
): Words {
  const reader = new SymbolReader(base, tokens);
  const ids = new Int32Array(WORD_HEAD * size + (base === 'bytes' ? 3 : 1) * starts[size]!);
  const symbols = new Int32Array(3 * LONGEST_WORD);
  const large: number[] = [];
  let length = 0;
  for (let word = 0; word < size; word++) {
    const count = reader.read(units, starts[word]!, starts[word + 1]!, symbols, 0);
    const head = length;
    length += WORD_HEAD;
    for (let i = 0; i < count; i++) {
      const isBorder = base === 'characters' && symbols[i]! < FIRST_OTHER;
      if (!isBorder) ids[length++] = symbols[i]!;
      else if (ids[length - 1] !== -1) ids[length++] = -1; // one for all bytes
    }
    ids[head] = length - head - WORD_HEAD;
    ids[head + 1] = counts[word]! < 2 ** 31 ? counts[word]! : -large.push(counts[word]!);
  }
  return { ids: ids.subarray(0, length), large };
}

/** Gives each pair its token: a new one, the one that has its text already, or none where it may not be merged. */
class Vocabulary {
  private readonly ids: Map<string, number>;
  private readonly lengths: number[];
  private readonly known = new Set<string>();

  constructor(
    readonly tokens: string[],
    private readonly longest: number,
  ) {
    this.ids = new Map(tokens.map((token, id) => [token, id]));
    this.lengths = tokens.map(() => 1);
  }

  /** The id of the token that a pair makes; undefined where it would be too long, a special token or a byte's name. */
  tokenOf({ left, right }: Candidate): number | undefined {
    const length = this.lengths[left]! + this.lengths[right]!;
    if (length > this.longest) return undefined;
    const token = this.tokens[left]! + this.tokens[right]!;
    const found = this.ids.get(token);
    if (found !== undefined) return found < FIRST_OTHER ? undefined : found;
    this.ids.set(token, this.tokens.length);
    this.lengths.push(length);
    return this.tokens.push(token) - 1;
  }

  /** False where the pair is a merge already: then its token was made anew by a later merge. */
  isNew({ left, right }: Candidate): boolean {
    const size = this.known.size;
    return this.known.add(`${left} ${right}`).size > size;
  }
}

async function learn(words: Words, tokens: string[], settings: Settings): Promise<Merge[]> {
  const { vocabularySize, minimumFrequency, maximumTokenLength = Infinity, onMerge } = settings;
  const vocabulary = new Vocabulary(tokens, maximumTokenLength);
  const learner = new MergeLearner(words, tokens.length, vocabularySize);
  const merges: Merge[] = [];
  const total = vocabularySize - tokens.length;
  const record = (note: string) => ({
    label: 'learn merges',
    done: merges.length,
    total,
    unit: 'merges',
    note,
  });
  const newest = () => tokens.at(-1)!;
  const turn = turns(settings, () => record(newest()));
  while (tokens.length < vocabularySize) {
    const candidate = learner.next(minimumFrequency);
    if (candidate === undefined) break;
    const id = vocabulary.tokenOf(candidate);
    if (id === undefined) continue;
    learner.merge(candidate, id);
    if (!vocabulary.isNew(candidate)) continue;
    const { left, right, count } = candidate;
    merges.push({ left, right, id });
    onMerge?.({
      pair: [tokens[left]!, tokens[right]!],
      token: tokens[id]!,
      text: readableToken(settings.base, tokens[id]!),
      id,
      count,
      rank: merges.length - 1,
    });
    const waiting = turn();
    if (waiting !== undefined) await waiting;
  }
  settings.onProgress?.({ ...record(newest()), total: merges.length });
  return merges;
}

/**
 * Trains a tokenizer from nothing. The same texts and options give the same tokenizer, in any order of the texts as long
 * as no word is forgotten (`maximumWords`): of pairs that are equally frequent, the one with the smaller left id is merged,
 * then that with the smaller right id. Memory grows with the number of distinct words, not with the texts.
 * Throws a UserError where the texts are empty, an option is wrong, or the vocabulary has no room.
 */
export async function trainTokenizer(
  texts: Iterable<string> | AsyncIterable<string>,
  options: TrainTokenizerOptions = {},
): Promise<Tokenizer> {
  const settings: Settings = readOptions('trainTokenizer', DEFAULTS, RULES, options);
  if (typeof texts === 'string')
    throw new UserError('trainTokenizer takes a list or a stream of texts; put a single text into [ ].');
  settings.signal?.throwIfAborted();
  const counted = await countWords(texts, settings);
  if (counted.size === 0)
    throw new UserError('trainTokenizer: the texts are empty; give it at least one with a character.');
  const tokens = alphabet(counted, settings);
  const words = wordsAsIds(counted, settings.base, tokens);
  const merges = await learn(words, tokens, settings);
  return new Tokenizer({ base: settings.base, tokens, merges });
}
