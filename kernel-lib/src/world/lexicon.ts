/** Every word of the world with its class, for taggers and for masking whole names. */
import type { Person } from './people.js';
import type { LexiconEntry, WorldTables } from './tables/types.js';

/** Classes whose words are too common to be marked: 热, "two", O. */
const TOO_COMMON = new Set([
  'quality',
  'opposite',
  'count',
  'symbol',
  'object',
  'colour',
  'complaint',
  'matter',
]);

const withoutArticle = (word: string) => word.replace(/^(an?|the) /, '');

/**
 * Words by class in both languages: things.tsv but for words that are too common, the words of lexicon.tsv,
 * and full names as `person`. An English word is as in the middle of a sentence.
 */
export function lexiconOf(tables: WorldTables, people: readonly Person[]): LexiconEntry[] {
  const things = [...tables.things]
    .filter(([kind]) => !TOO_COMMON.has(kind))
    .flatMap(([kind, byId]) =>
      [...byId.values()].flatMap(({ id, en, zh }): LexiconEntry[] => [
        { class: kind, language: 'en', word: withoutArticle(en), id },
        { class: kind, language: 'zh', word: zh, id },
      ]),
    );
  const names = people.flatMap(({ id, name, languages }) =>
    languages.map((language): LexiconEntry => ({ class: 'person', language, word: name[language], id })),
  );
  return [...things, ...tables.lexicon, ...names];
}
