/**
 * What the rules of quality look at, measured in a few passes over the code units of a text, without regular
 * expressions and without cutting it up. English is counted in words (what stands between white space), Chinese in
 * characters; the definitions are datatrove's where it has them, so that both give the same verdict on English.
 * `test/corpus/quality/slow-statistics.ts` is the slow twin.
 */
import { countsCharacters } from './characters.js';
import { type CodeUnits, CodeUnitBuffer } from '../code-units.js';
import { countCharacters, type CharacterCounts } from './counts.js';
import { GramCounter } from './grams.js';
import { countLines, type LineCounts } from './lines.js';
import { repeatedPieces, type RepeatedPieces } from './pieces.js';
import { Places } from './places.js';
import { UnitScanner, type UnitCounts } from './units.js';

export interface TextStatistics extends CharacterCounts, UnitCounts, LineCounts {
  /** Whether lengths are in characters (Chinese) and not in words. */
  countsCharacters: boolean;
  /** How many different stop words occur (in Chinese: function characters). */
  stopWords: number;
  /** How many different English function words occur, in any case. */
  functionWords: number;
  /** Measured only where somebody asks for it: it is the larger part of the work. */
  repetition?: Repetition;
}

export interface Repetition extends RepeatedPieces {
  /** Share of characters in the most frequent 2-, 3- and 4-gram of words; in Chinese of 4, 6 and 8 characters. */
  topGrams: readonly number[];
  /** Share of characters in 5- to 10-grams that stood before; in Chinese of 10, 12, … 20 characters. */
  repeatedGrams: readonly number[];
}

/** In English of words; a Chinese word has about two characters, so there of twice as many characters. */
const TOP = [2, 3, 4];
const REPEATED = [5, 6, 7, 8, 9, 10];
const wordSizes = { top: TOP, repeated: REPEATED, gap: 1 };
const characterSizes = { top: TOP.map((n) => 2 * n), repeated: REPEATED.map((n) => 2 * n), gap: 0 };

/** Gopher's (Rae et al. 2021, https://arxiv.org/abs/2112.11446, section A1.1). */
const STOP_WORDS = new Set(['the', 'be', 'to', 'of', 'and', 'that', 'have', 'with']);
/** English words that hold sentences together, as they stand inside and at the beginning of one. */
const FUNCTION_WORDS = new Set(
  [
    'the of and to in a is that for it as was with be by on not he his but at are this have from or had an they',
    'which one you were her all she there would their we him been has when who will more no if out so what up its',
    'about into than them can only other some could these two may then do any my now such like our over me even',
  ].flatMap((line) => line.split(' ').flatMap((word) => [word, word[0]!.toUpperCase() + word.slice(1)])),
);
/** The most frequent function characters of modern Chinese prose. */
const FUNCTION_CHARACTERS = new Set('的是在了和有不这为与也到对就');

export interface MeasureOptions {
  /** A line of at most so many characters is short: where words are counted, and in Chinese. */
  shortLine: number;
  shortLineChinese: number;
}

/** Measures texts. Keeps scratch memory from one to the next, and nothing else. */
export class TextMeasurer {
  private readonly buffer = new CodeUnitBuffer();
  private readonly scanner = new UnitScanner();
  private readonly counter = new GramCounter();
  private readonly places = new Places();
  private last: { statistics: TextStatistics; text: string; units: CodeUnits } | undefined;

  constructor(private readonly options: MeasureOptions = { shortLine: 30, shortLineChinese: 15 }) {}

  /** All but repetition. */
  measure(text: string, language: string): TextStatistics {
    const units = this.buffer.of(text);
    const chinese = countsCharacters(units, language);
    const counts = countCharacters(units, this.places);
    const { shortLine, shortLineChinese } = this.options;
    const statistics = {
      countsCharacters: chinese,
      ...counts,
      ...(chinese ? this.scanner.scanCharacters(units) : this.scanner.scanWords(units)),
      ...countLines(units, this.places, chinese ? shortLineChinese : shortLine),
      stopWords: chinese
        ? this.scanner.howMany(text, FUNCTION_CHARACTERS, 1)
        : this.scanner.howMany(text, STOP_WORDS, 4),
      functionWords: chinese ? 0 : this.scanner.howMany(text, FUNCTION_WORDS, 5),
    };
    this.last = { statistics, text, units };
    return statistics;
  }

  /** Adds the repetition of the text that was measured last. */
  withRepetition(statistics: TextStatistics): TextStatistics & { repetition: Repetition } {
    if (statistics !== this.last?.statistics) {
      throw new Error('withRepetition takes the statistics that were measured last.');
    }
    const { text, units } = this.last;
    const { characters, countsCharacters: chinese } = statistics;
    const { top, repeated } = this.counter.count(this.scanner, chinese ? characterSizes : wordSizes);
    const share = (part: number) => (characters === 0 ? 0 : part / characters);
    const grams = { topGrams: top.map(share), repeatedGrams: repeated.map(share) };
    return { ...statistics, repetition: { ...repeatedPieces(text, units, characters), ...grams } };
  }
}

/** One text measured; for many, keep a `TextMeasurer`. */
export function textStatistics(text: string, language: string, options?: MeasureOptions) {
  const measurer = new TextMeasurer(options);
  return measurer.withRepetition(measurer.measure(text, language));
}
