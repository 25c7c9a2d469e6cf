/** Trains a tokenizer: counts the pieces of the texts, chooses characters, learns merges. */
import { UserError } from '../../errors.js';
import { shown } from '../../options.js';
import { mostFrequent, worthTheirPlace, countCharacters } from './characters.js';
import { firstTokens } from './alphabet.js';
import { learn, type Learnt } from './learn.js';
import { endOfPiece, Units, windowEnd } from './split.js';
import { Tokenizer } from './tokenizer.js';
import { readSettings, turns, type Settings, type TrainTokenizerOptions } from './trainOptions.js';
import { WordCounts } from './wordCounts.js';

export type { LearntMerge, TrainTokenizerOptions } from './trainOptions.js';

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

/** What is left of the vocabulary beside special tokens and bytes. Throws a UserError where that is not enough. */
function roomOf({ base, vocabularySize, alphabetSize = 0 }: Settings): number {
  const first = firstTokens(base).length;
  const needs = `${first} (the special tokens and 256 bytes)`;
  if (vocabularySize <= first)
    throw new UserError(
      `trainTokenizer: a vocabulary of ${vocabularySize} has no room for merges; it needs more than ${needs}.`,
    );
  if (base === 'characters' && alphabetSize > vocabularySize - first)
    throw new UserError(
      `trainTokenizer: alphabetSize ${alphabetSize} and ${needs} are more than the vocabulary of ${vocabularySize}; choose a larger one.`,
    );
  return vocabularySize - first;
}

/** Learns merges of characters; where nobody said how many characters, a first time to find that out. */
async function learnFromCharacters(counted: WordCounts, room: number, settings: Settings): Promise<Learnt> {
  const counts = countCharacters(counted);
  const withCharacters = (characters: readonly string[]) => [...firstTokens('characters'), ...characters];
  const { alphabetSize } = settings;
  if (alphabetSize !== undefined)
    return learn(counted, withCharacters(mostFrequent(counts, alphabetSize)), settings);
  const many = mostFrequent(counts, room >> 1);
  const { onMerge, ...silent } = settings;
  const trial = await learn(counted, withCharacters(many), silent, 'choose characters');
  const worth = worthTheirPlace(many, counts, trial.lastCount);
  if (worth.length === many.length && onMerge === undefined) {
    const done = trial.merges.length;
    settings.onProgress?.({ label: 'learn merges', done, total: done, unit: 'merges' });
    return trial;
  }
  return learn(counted, withCharacters(worth), settings);
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
  const settings = readSettings(options);
  if (typeof texts === 'string')
    throw new UserError('trainTokenizer takes a list or a stream of texts; put a single text into [ ].');
  settings.signal?.throwIfAborted();
  const { base } = settings;
  const room = roomOf(settings);
  const counted = await countWords(texts, settings);
  if (counted.size === 0)
    throw new UserError('trainTokenizer: the texts are empty; give it at least one with a character.');
  const learnt =
    base === 'bytes'
      ? await learn(counted, firstTokens(base), settings)
      : await learnFromCharacters(counted, room, settings);
  return new Tokenizer({ base, tokens: learnt.tokens, merges: learnt.merges });
}
