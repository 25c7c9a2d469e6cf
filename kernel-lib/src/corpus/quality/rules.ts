/** The rules of Gopher, C4 and FineWeb: each looks at what was measured of a text and says why it has to leave. */
import type { Reason } from '../document.js';
import type { Limit, QualityThresholds } from './options.js';
import type { TextStatistics } from './statistics.js';

export interface QualityRule {
  /** The name of the reason. */
  name: string;
  /** Who published it. */
  from: 'gopher' | 'c4' | 'fineweb' | 'ours';
  /** The threshold that switches it; where two are named, the second one is for Chinese. */
  options: readonly (keyof QualityThresholds)[];
  check(statistics: TextStatistics, thresholds: QualityThresholds): Reason | undefined;
}

type Name = keyof QualityThresholds;
type Measure = (statistics: TextStatistics) => number | undefined;

/** In the order in which they are asked: the first that speaks is the reason. */
export const plainRules: readonly QualityRule[] = [
  minimum('too-few-words', 'gopher', ['minWords', 'minCharacters'], realWords, solid),
  maximum('too-many-words', 'gopher', ['maxWords', 'maxCharacters'], realWords, solid),
  minimum('mean-word-length', 'gopher', ['minWordLength', 'minClauseLength'], wordLength, clauseLength),
  maximum('mean-word-length', 'gopher', ['maxWordLength', 'maxClauseLength'], wordLength, clauseLength),
  maximum(
    'hashes',
    'gopher',
    ['maxSymbolsPerWord', 'maxSymbolsPerCharacter'],
    ({ hashes, words }) => share(hashes, words),
    ({ hashes, solid }) => share(hashes, solid),
  ),
  maximum(
    'ellipses',
    'gopher',
    ['maxSymbolsPerWord', 'maxSymbolsPerCharacter'],
    ({ ellipses, words }) => share(ellipses, words),
    ({ ellipses, solid }) => share(ellipses, solid),
  ),
  maximum('bullet-lines', 'gopher', ['maxBulletLines'], (s) => share(s.bulletLines, s.lines)),
  maximum('ellipsis-lines', 'gopher', ['maxEllipsisLines'], (s) => share(s.ellipsisLines, s.lines)),
  minimum(
    'letters',
    'gopher',
    ['minLetterWords', 'minLetterCharacters'],
    ({ letterWords, words }) => share(letterWords, words),
    ({ letters, solid }) => share(letters, solid),
  ),
  minimum('stop-words', 'gopher', ['minStopWords', 'minFunctionCharacters'], (s) => s.stopWords),
  minimum('stop-words', 'ours', ['minFunctionWords'], (s) =>
    s.countsCharacters ? undefined : s.functionWords,
  ),
  minimum('sentences', 'c4', ['minSentences'], (s) => s.sentences),
  maximum('curly-bracket', 'c4', ['maxCurlyBrackets'], (s) => s.curlyBrackets),
  minimum('unended-lines', 'fineweb', ['minEndedLines'], (s) => share(s.endedLines, s.fullLines)),
  maximum('short-lines', 'fineweb', ['maxShortLines'], (s) => share(s.shortLines, s.fullLines)),
  maximum(
    'line-breaks',
    'fineweb',
    ['maxNewlinesPerWord', 'maxNewlinesPerCharacter'],
    ({ newlines, words }) => share(newlines, words),
    ({ newlines, solid }) => share(newlines, solid),
  ),
];

/** The rules about repetition: asked after all others, because measuring it is the larger part of the work. */
export const repetitionRules: readonly QualityRule[] = [
  maximum(
    'repeated-paragraphs',
    'gopher',
    ['maxRepeatedParagraphs'],
    (s) => s.repetition?.repeatedParagraphs,
  ),
  maximum(
    'repeated-paragraph-characters',
    'gopher',
    ['maxRepeatedParagraphCharacters'],
    (s) => s.repetition?.repeatedParagraphCharacters,
  ),
  maximum('repeated-lines', 'gopher', ['maxRepeatedLines'], (s) => s.repetition?.repeatedLines),
  maximum(
    'repeated-line-characters',
    'gopher',
    ['maxRepeatedLineCharacters'],
    (s) => s.repetition?.repeatedLineCharacters,
  ),
  maximum(
    'repeated-characters',
    'fineweb',
    ['maxRepeatedCharacters'],
    (s) => s.repetition?.repeatedFullLineCharacters,
  ),
  ...([2, 3, 4] as const).flatMap((n, i) =>
    maximum(`top-${n}-gram`, 'gopher', [`maxTop${n}`], (s) => s.repetition?.topGrams[i]),
  ),
  ...([5, 6, 7, 8, 9, 10] as const).flatMap((n, i) =>
    maximum(`repeated-${n}-grams`, 'gopher', [`maxRepeated${n}`], (s) => s.repetition?.repeatedGrams[i]),
  ),
];

function share(part: number, whole: number): number | undefined {
  return whole === 0 ? undefined : part / whole;
}
function realWords(statistics: TextStatistics): number {
  return statistics.realWords;
}
function solid(statistics: TextStatistics): number {
  return statistics.solid;
}
function wordLength({ realWordCharacters, realWords }: TextStatistics): number | undefined {
  return share(realWordCharacters, realWords);
}
function clauseLength({ words, clauses }: TextStatistics): number | undefined {
  return share(words, clauses);
}

function minimum(name: string, from: QualityRule['from'], options: Name[], ...measures: Measure[]) {
  return ruleOf(name, from, options, measures, '<', (value, limit) => value < limit);
}

function maximum(name: string, from: QualityRule['from'], options: Name[], ...measures: Measure[]) {
  return ruleOf(name, from, options, measures, '>', (value, limit) => value > limit);
}

function ruleOf(
  name: string,
  from: QualityRule['from'],
  options: readonly Name[],
  measures: readonly Measure[],
  sign: string,
  breaks: (value: number, limit: number) => boolean,
): QualityRule {
  const check: QualityRule['check'] = (statistics, thresholds) => {
    const which = statistics.countsCharacters ? 1 : 0;
    const limit: Limit = thresholds[options[which] ?? options[0]!];
    if (limit === false) return undefined;
    const value = (measures[which] ?? measures[0]!)(statistics);
    if (value === undefined || !breaks(value, limit)) return undefined;
    return { rule: name, detail: `${short(value)} ${sign} ${short(limit)}` };
  };
  return { name, from, options, check };
}

/** A number as a person reads it: whole, or with up to three digits after the point. */
const short = (value: number) => (Number.isInteger(value) ? String(value) : String(+value.toPrecision(3)));
