/** Every table and its columns. */
import type { Language } from '../document.js';

export const COLUMNS = {
  names: ['part', 'id', 'en', 'zh', 'gender'],
  things: ['class', 'id', 'en', 'zh'],
  attributes: ['id', 'subject', 'value', 'source', 'kind', 'cues_en', 'cues_zh'],
  patterns: ['attribute', 'language', 'text'],
  facts: ['attribute', 'subject', 'value'],
  sentences: ['fact', 'kind', 'language', 'use', 'text'],
  questions: ['about', 'language', 'question', 'answer'],
  chains: ['first', 'second', 'language', 'question', 'answer', 'steps'],
  titles: ['kind', 'language', 'text'],
  lexicon: ['class', 'language', 'word', 'id'],
  jobs: ['id', 'en', 'zh', 'usual'],
  'job-patterns': ['language', 'text'],
  tones: ['tone', 'place', 'language', 'text'],
  raters: [
    ...(['id', 'en', 'zh'] as const),
    ...(['correct', 'polite', 'nice', 'rude', 'nasty', 'repetition', 'slips', 'mild'] as const),
  ],
  forbidden: ['id', 'language', 'question', 'look_alike', 'answer'],
  refusals: ['reason', 'language', 'text'],
  pairs: ['phenomenon', 'language', 'good', 'bad'],
  practice: ['phenomenon', 'language', 'text'],
  styles: ['style', 'class', 'language', 'request', 'answer'],
  article: ['stage', 'language', 'question', 'answer', 'stars'],
} as const;

export type TableName = keyof typeof COLUMNS;
export const TABLE_NAMES = Object.keys(COLUMNS) as TableName[];

export const LANGUAGES = ['en', 'zh'] as const;
export const KINDS = [
  'person',
  'people',
  'everyday',
  'season',
  'place',
  'news',
  'medical',
  'legal',
  'work',
] as const;

export function bothLanguages<T>(make: (language: Language) => T): Record<Language, T> {
  return { en: make('en'), zh: make('zh') };
}

/** Kinds that a fact can have. */
export const FACT_KINDS = KINDS.filter((kind) => kind !== 'people' && kind !== 'work');
