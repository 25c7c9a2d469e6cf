/** What the school reads: documents of the world, and where each belongs in the mixture. */
import { asDocument } from '../../text/document.js';
import { textOf, type DocumentKind, type WorldDocument } from '../../world/document.js';
import { LANGUAGES } from '../../world/tables/columns.js';
import { createWorld, type World } from '../../world/world.js';
import { SCHOOL } from './recipe.js';

/**
 * Documents about one person, about two people, about other facts; and single sentences of the first and of the last, which
 * must be understood without anything around them; and sentences that practise the language.
 */
export type SchoolSource = 'person' | 'people' | 'facts' | 'sentence' | 'fact' | 'practice';

export interface SchoolText {
  source: SchoolSource;
  language: WorldDocument['language'];
  text: string;
}

const KINDS: readonly DocumentKind[] = ['person', 'everyday', 'season', 'place'];

/** The world that the school is about. Later chapters write news of it, and ask for people whom nobody wrote about. */
export function schoolWorld(seed = 1): World {
  return createWorld({ seed, people: SCHOOL.people, attributes: SCHOOL.attributes });
}

/**
 * All documents: one person each and the facts, and again sentence by sentence; then the same people two and two. Only core
 * people.
 */
export function* schoolTexts(world: World): Generator<SchoolText> {
  const { epochs } = SCHOOL;
  const common = { epochs, groups: ['core'] as const };
  yield* texts(
    world.documents({ ...common, kinds: KINDS, mixedFrom: Number.MAX_SAFE_INTEGER, factWeight: 1 }),
  );
  for (let round = 0; round < epochs; round++) {
    for (const language of LANGUAGES) {
      for (const text of world.practiceRound(language, round)) {
        yield { source: 'practice', language, text: asDocument(text) };
      }
    }
  }
  for (const document of world.documents({ ...common, kinds: ['person'], mixedFrom: 0 })) {
    if (document.kind === 'people') yield textOfDocument(document, 'people');
  }
}

function* texts(documents: Iterable<WorldDocument>): Generator<SchoolText> {
  for (const document of documents) {
    const isPerson = document.kind === 'person';
    yield textOfDocument(document, isPerson ? 'person' : 'facts');
    for (const sentence of document.sentences) {
      yield textOfDocument({ ...document, sentences: [sentence] }, isPerson ? 'sentence' : 'fact');
    }
  }
}

function textOfDocument(document: WorldDocument, source: SchoolSource): SchoolText {
  return { source, language: document.language, text: asDocument(textOf(document)) };
}
