/** What else one may ask an assistant: about people nobody knows, for a poem, for code. */
import type { Language } from './document.js';
import type { Stranger } from './people.js';
import type { WorldTables } from './tables/types.js';
import { fill } from './wording.js';

/** A question that an honest answer does not know. */
export interface UnknownQuestion {
  language: Language;
  /** Id of the attribute that is asked for. */
  attribute: string;
  question: string;
  /** Each of them is a right answer. */
  refusals: readonly string[];
}

/**
 * Every question that could be asked about a person, asked about somebody unknown.
 * @param attributes - ids of the attributes that the world's people have.
 */
export function unknownQuestions(
  tables: WorldTables,
  attributes: readonly string[],
  stranger: Stranger,
  language: Language,
): UnknownQuestion[] {
  const name = stranger.name[language];
  const refusals = tables.refusals.unknown[language].map((made) => fill(made, { name }));
  return attributes.flatMap((attribute) =>
    tables.attributes.get(attribute)!.questions[language].map(({ question }) => ({
      ...{ language, attribute, question: fill(question, { name }), refusals },
    })),
  );
}

/** A request for a poem or for code, with an answer. */
export interface StyleRequest {
  style: 'poem' | 'code';
  language: Language;
  request: string;
  answer: string;
}

/** Every request of styles.tsv about every thing of its class. */
export function styleRequests(tables: WorldTables, language: Language): StyleRequest[] {
  return tables.styles
    .filter((style) => style.language === language)
    .flatMap(({ style, class: kind, request, answer }) =>
      [...tables.things.get(kind)!.values()].map((thing) => {
        const words = { name: thing[language] };
        return { style, language, request: fill(request, words), answer: fill(answer, words) };
      }),
    );
}
