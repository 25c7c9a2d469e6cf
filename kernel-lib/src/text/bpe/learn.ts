/** From counted pieces to the merges of a vocabulary. */
import { FIRST_OTHER, readableToken, type Base } from './alphabet.js';
import type { Merge } from './encoder.js';
import { MergeLearner, WORD_HEAD, type Candidate, type Words } from './learner.js';
import { SymbolReader } from './symbols.js';
import { turns, type Settings } from './trainOptions.js';
import { LONGEST_WORD, type WordCounts } from './wordCounts.js';

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

/** What was learnt. */
export interface Learnt {
  /** The tokens that were there before, and those that merges made. */
  tokens: string[];
  merges: Merge[];
  /** How often the last pair stood in the texts; 0 where no pair was left before the vocabulary was full. */
  lastCount: number;
}

/**
 * Learns merges until the vocabulary is full or no pair is frequent enough.
 * @param first - special tokens, bytes and characters.
 * @param label - what the progress is called.
 */
export async function learn(
  counted: WordCounts,
  first: readonly string[],
  settings: Settings,
  label = 'learn merges',
): Promise<Learnt> {
  const { base, vocabularySize, minimumFrequency, maximumTokenLength = Infinity, onMerge } = settings;
  const tokens = [...first];
  const vocabulary = new Vocabulary(tokens, maximumTokenLength);
  const learner = new MergeLearner(wordsAsIds(counted, base, tokens), tokens.length, vocabularySize);
  const merges: Merge[] = [];
  let lastCount = 0;
  const record = (total: number) => ({
    label,
    done: merges.length,
    total,
    unit: 'merges',
    note: tokens.at(-1)!,
  });
  const turn = turns(settings, () => record(vocabularySize - first.length));
  while (tokens.length < vocabularySize) {
    const candidate = learner.next(minimumFrequency);
    if (candidate === undefined) break;
    const id = vocabulary.tokenOf(candidate);
    if (id === undefined) continue;
    learner.merge(candidate, id);
    if (!vocabulary.isNew(candidate)) continue;
    const { left, right, count } = candidate;
    lastCount = count;
    merges.push({ left, right, id });
    onMerge?.({
      ...{
        pair: [tokens[left]!, tokens[right]!],
        token: tokens[id]!,
        text: readableToken(base, tokens[id]!),
      },
      ...{ id, count, rank: merges.length - 1 },
    });
    const waiting = turn();
    if (waiting !== undefined) await waiting;
  }
  settings.onProgress?.(record(merges.length));
  return { tokens, merges, lastCount: tokens.length === vocabularySize ? lastCount : 0 };
}
