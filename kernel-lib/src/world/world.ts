/**
 * The closed world: a small campus and its city, in English and in Chinese, of which every fact is known.
 * A pure function of the tables, the seed and the size.
 */
import { readOptions, rule, type Rule } from '../options.js';
import { UserError } from '../errors.js';
import { shuffle } from '../random.js';
import type { Language, WorldDocument } from './document.js';
import { documentsOf, readDocuments, type DocumentOptions } from './documents.js';
import {
  factsOfPerson,
  newsFacts,
  speaker,
  tableFacts,
  type Fact,
  type Paraphrase,
  type Question,
} from './facts.js';
import { balancedSet, biasRound, type BiasSentence } from './bias.js';
import { twoSteps, type TwoStep } from './chains.js';
import { lexiconOf } from './lexicon.js';
import type { Choices } from './answers.js';
import { populate, type Person, type Stranger } from './people.js';
import { practiceRound } from './practice.js';
import { styleRequests, unknownQuestions, type StyleRequest, type UnknownQuestion } from './requests.js';
import { randomFor } from './seeds.js';
import type { Span } from './stream.js';
import { loadTables } from './tables/load.js';
import { grouped } from './tables/rows.js';
import type { LexiconEntry, WorldTables } from './tables/types.js';

export interface WorldOptions {
  /** Default 1. */
  seed?: number;
  /** Core people; default 400. A smaller world is the beginning of a larger one with the same seed. */
  people?: number;
  /** People who stand in one document only; default a quarter of `people`, at most 100. */
  singletons?: number;
  /** People who arrive with the news of months 7 to 12; default as `singletons`. */
  updates?: number;
  /** Doctors and lawyers together; default as `singletons`. */
  specialists?: number;
  /** How many attributes of attributes.tsv a person has, in the table's order; default 5. */
  attributes?: number;
  /** Share of the facts that are not about people; default 1. */
  otherFacts?: number;
  /** Tables, or the folder that they lie in; default the course's own `data/world`. */
  tables?: WorldTables | string;
}

export type { DocumentOptions } from './documents.js';

export interface World {
  readonly seed: number;
  readonly tables: WorldTables;
  /** Everybody the world knows, core first. */
  readonly people: readonly Person[];
  /** People whom no document names: every part of their names is known, the pair is new. */
  readonly strangers: readonly Stranger[];
  /** Everything that is true. */
  readonly facts: readonly Fact[];
  person(id: string): Person;
  fact(id: string): Fact;
  factsOf(person: Person | string): readonly Fact[];
  /** The ways to state a fact, each with its blank; also those held out for examinations. */
  paraphrases(fact: Fact, language: Language): Paraphrase[];
  /** The ways to ask for it, with the gold answer. */
  questions(fact: Fact, language: Language): Question[];
  /** Two-step questions, half of the subjects trained, half held out. */
  readonly twoSteps: readonly TwoStep[];
  /** Words with their classes, for taggers and for masking. */
  readonly lexicon: readonly LexiconEntry[];
  /** Ten sentences about every job, seven with its usual gender; another round has others. */
  biasRound(language: Language, round?: number): BiasSentence[];
  /** Every sentence of practice.tsv, with things drawn for its gaps; another round draws others. */
  practiceRound(language: Language, round?: number): string[];
  /** Every job and pattern with both genders. */
  balancedSet(language: Language): BiasSentence[];
  /** Right and wrong answers to a fact's questions, for drawAnswer and readTraits. */
  choices(fact: Fact, language: Language): Choices;
  /** What one may ask about somebody unknown, and the honest answers. */
  unknownQuestions(stranger: Stranger, language: Language): UnknownQuestion[];
  /** Requests for poems and for code, about every flower, season and city. */
  styleRequests(language: Language): StyleRequest[];
  /** Streams documents in constant memory; document k depends on (tables, seed, size, k) and `mixedFrom` only. */
  documents(options?: DocumentOptions): Iterable<WorldDocument>;
  /** How many documents these options give, and from where on they are mixed. */
  span(options?: DocumentOptions): Span;
}

const DEFAULTS = { seed: 1, people: 400, attributes: 5, otherFacts: 1 };
const RULES: Readonly<Record<string, Rule>> = {
  seed: rule.count,
  people: rule.countFromOne,
  singletons: rule.count,
  updates: rule.count,
  specialists: rule.count,
  attributes: rule.countFromOne,
  otherFacts: rule.share,
  tables: {
    allows: (value) => typeof value === 'string' || (typeof value === 'object' && value !== null),
    words: 'tables or a folder',
  },
};

/** A world. Throws a UserError for tables that break a rule (with file and line) and for options that do. */
export function createWorld(given: WorldOptions = {}): World {
  const options = readOptions('createWorld', DEFAULTS, RULES, given);
  const tables =
    typeof options.tables === 'object' ? options.tables : loadTables(options.tables as string | undefined);
  const { seed } = options;
  const quarter = Math.min(100, Math.round(options.people / 4));
  const specialists = options.specialists ?? quarter;
  const sizes = {
    core: options.people,
    singleton: options.singletons ?? quarter,
    update: options.updates ?? quarter,
    doctor: Math.ceil(specialists / 2),
    lawyer: Math.floor(specialists / 2),
  };
  const attributesOf = (subject: string) => drawnAttributes(tables, subject, options.attributes);
  const { people, strangers } = populate(tables, seed, sizes, attributesOf);
  const others = [...newsFacts(tables, seed, people), ...tableFacts(tables)];
  const personal = people.flatMap((person) => factsOfPerson(tables, person));
  const facts = [...personal, ...share(others, seed, options.otherFacts)];
  return assemble(tables, seed, people, strangers, facts);
}

function drawnAttributes(tables: WorldTables, subject: string, most: number): string[] {
  const ids = [...tables.attributes.values()]
    .filter((attribute) => attribute.source === 'drawn' && attribute.subject === subject)
    .map(({ id }) => id);
  if (subject !== 'person') return ids;
  if (most > ids.length) {
    throw new UserError(
      `createWorld: attributes is ${most}, and attributes.tsv has ${ids.length} for people; ask for fewer or add some.`,
    );
  }
  return ids.slice(0, most);
}

/** A share of the facts of each kind, in their order; a smaller share is part of a larger one. */
function share(facts: readonly Fact[], seed: number, part: number): Fact[] {
  const kept = new Set(
    [...grouped(facts, ({ kind }) => kind)].flatMap(([kind, mine]) =>
      shuffle(randomFor(seed, 'share', kind), mine).slice(0, Math.ceil(mine.length * part)),
    ),
  );
  return part === 0 ? [] : facts.filter((fact) => kept.has(fact));
}

function assemble(
  tables: WorldTables,
  seed: number,
  people: Person[],
  strangers: Stranger[],
  facts: Fact[],
): World {
  const speaks = speaker(tables, people);
  const byId = new Map(people.map((person) => [person.id, person]));
  const factById = new Map(facts.map((fact) => [fact.id, fact]));
  const bySubject = grouped(facts, ({ subject }) => subject);
  const factsOf = (person: Person | string) =>
    bySubject.get(typeof person === 'string' ? person : person.id) ?? [];
  const source = { seed, tables, people, facts, speaker: speaks, factsOf };
  return {
    ...{ seed, tables, people, strangers, facts, factsOf },
    person: (id) => found(byId, id, 'person'),
    fact: (id) => found(factById, id, 'fact'),
    paraphrases: speaks.paraphrases,
    questions: speaks.questions,
    choices: speaks.choices,
    twoSteps: twoSteps(tables, seed, people, facts, speaks),
    lexicon: lexiconOf(tables, people),
    unknownQuestions: (stranger, language) =>
      unknownQuestions(tables, Object.keys(people[0]!.values), stranger, language),
    styleRequests: (language) => styleRequests(tables, language),
    biasRound: (language, round = 0) => biasRound(tables, seed, language, round),
    practiceRound: (language, round = 0) => practiceRound(tables, seed, language, round),
    balancedSet: (language) => balancedSet(tables, language),
    span: (options) => readDocuments(source, options).span,
    documents: (options) => documentsOf(source, options),
  };
}

function found<T>(items: ReadonlyMap<string, T>, id: string, what: string): T {
  const item = items.get(id);
  if (item === undefined) {
    throw new UserError(
      `The world has no ${what} "${id}"; it has ${items.size}, for example "${[...items.keys()][0]}".`,
    );
  }
  return item;
}
