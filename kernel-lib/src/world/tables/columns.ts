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
} as const;

export type TableName = keyof typeof COLUMNS;
export const TABLE_NAMES = Object.keys(COLUMNS) as TableName[];

export const LANGUAGES = ['en', 'zh'] as const;
export const KINDS = ['person', 'people', 'everyday', 'season', 'place', 'news', 'medical', 'legal'] as const;

export function bothLanguages<T>(make: (language: Language) => T): Record<Language, T> {
  return { en: make('en'), zh: make('zh') };
}
