/**
 * Which document stands where. An epoch writes about everybody once (head 4 times, tail every fourth epoch) and states
 * every other fact `factWeight` times; its order is shuffled. Only the epoch at hand is in memory.
 */
import { shuffle, type Random } from '../random.js';
import { biasRound, type BiasSentence } from './bias.js';
import type { Language } from './document.js';
import type { Fact } from './facts.js';
import type { Person } from './people.js';
import { randomFor } from './seeds.js';
import { grouped } from './tables/rows.js';
import { LANGUAGES } from './tables/columns.js';
import type { FactKind, WorldTables } from './tables/types.js';

/** What one document is made of. */
export type Slot =
  | { kind: 'person'; language: Language; people: readonly [Person] }
  | { kind: 'people'; language: Language; people: readonly [Person, Person] }
  | { kind: Exclude<FactKind, 'person'>; language: Language; facts: readonly Fact[] }
  | { kind: 'work'; language: Language; sentences: readonly BiasSentence[] };

/** Head people a round, and how many epochs lie between two documents about a tail person. */
const HEAD_TIMES = 4;
const TAIL_EVERY = 4;
/** Sentences of a document that is not about a person. */
const FACTS_A_PAGE = 5;

export interface Material {
  seed: number;
  /** Those whom documents of the kind `person` are about. */
  people: readonly Person[];
  /** Facts of all other documents. */
  facts: readonly Fact[];
  /** How often an epoch states each of them, in each language. */
  factWeight: number;
  /** With the bias cue: ten sentences about every job in an epoch and language. */
  work: boolean;
  tables: WorldTables;
}

/** How often a person is written about in an epoch. */
function timesOf(person: Person, index: number, epoch: number): number {
  if (person.group === 'singleton') return epoch === 0 ? 1 : 0;
  if (person.frequency === 'head') return HEAD_TIMES;
  return person.frequency === 'body' || index % TAIL_EVERY === epoch % TAIL_EVERY ? 1 : 0;
}

/** The biographies of an epoch in one language, a person as often as it is written about. */
function biographies({ people }: Material, epoch: number, language: Language): Person[] {
  return people.flatMap((person, index) =>
    person.languages.includes(language)
      ? Array.from({ length: timesOf(person, index, epoch) }, () => person)
      : [],
  );
}

/** Two different people a pair, as far as there are; of an odd number one is left over. */
function pairUp(people: readonly Person[]): { pairs: [Person, Person][]; single: Person[] } {
  const rest = [...people];
  const pairs: [Person, Person][] = [];
  const single: Person[] = [];
  while (rest.length > 0) {
    const first = rest.pop()!;
    const at = rest.findLastIndex((person) => person !== first);
    if (at < 0) single.push(first);
    else pairs.push([first, ...(rest.splice(at, 1) as [Person])]);
  }
  return { pairs, single };
}

/** Half of the biographies stay alone, half are mixed two and two. */
function personSlots(random: Random, people: readonly Person[], language: Language, mixed: boolean): Slot[] {
  const order = shuffle(random, people);
  const { pairs, single } = pairUp(mixed ? order.slice(Math.ceil(order.length / 2)) : []);
  const alone = [...(mixed ? order.slice(0, Math.ceil(order.length / 2)) : order), ...single];
  return [
    ...alone.map((person): Slot => ({ kind: 'person', language, people: [person] })),
    ...pairs.map((people): Slot => ({ kind: 'people', language, people })),
  ];
}

/** Cuts a list into pages; a short last page is joined to the one before it. */
function pages<T>(items: readonly T[]): T[][] {
  const count = Math.max(1, Math.round(items.length / FACTS_A_PAGE));
  return Array.from({ length: count }, (_, page) =>
    items.slice(Math.floor((page * items.length) / count), Math.floor(((page + 1) * items.length) / count)),
  ).filter((page) => page.length > 0);
}

/** Facts of one kind on pages; news go by month. */
function factSlots({ facts, factWeight, seed }: Material, epoch: number, language: Language): Slot[] {
  const groups = grouped(
    facts.filter(({ languages }) => languages.includes(language)),
    ({ kind, month }) => (month === undefined ? kind : `${kind} ${month}`),
  );
  return [...groups].flatMap(([name, mine]) =>
    Array.from({ length: factWeight }, (_, round) => {
      const kind = mine[0]!.kind as Exclude<FactKind, 'person'>;
      return pages(shuffle(randomFor(seed, 'pages', epoch, name, language, round), mine)).map(
        (page): Slot => ({ kind, language, facts: page }),
      );
    }).flat(),
  );
}

/** People at work, on pages. */
function workSlots({ work, tables, seed }: Material, epoch: number, language: Language): Slot[] {
  if (!work) return [];
  return pages(biasRound(tables, seed, language, epoch)).map((sentences): Slot => ({
    kind: 'work',
    language,
    sentences,
  }));
}

/** The documents of one epoch, in order. */
export function deck(material: Material, epoch: number, mixed: boolean): Slot[] {
  const slots = LANGUAGES.flatMap((language) => [
    ...personSlots(
      randomFor(material.seed, 'people', epoch, language),
      biographies(material, epoch, language),
      language,
      mixed,
    ),
    ...factSlots(material, epoch, language),
    ...workSlots(material, epoch, language),
  ]);
  return shuffle(randomFor(material.seed, 'order', epoch), slots);
}
