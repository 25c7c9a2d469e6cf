/** The tables of data/world/ once they are read and checked. data/world/README.md says what each is for. */
import type { DocumentKind, Language } from '../document.js';
import type { Template } from '../wording.js';

/** A word or phrase in both languages. */
export type Bilingual = Readonly<Record<Language, string>>;

export interface NamePart extends Bilingual {
  id: string;
  /** `-` for a family name. */
  gender: 'f' | 'm' | '-';
}

/** A word of the world: a department, a flower, a city. */
export interface Thing extends Bilingual {
  class: string;
  id: string;
}

/** What a fact may be about. */
export type FactKind = Exclude<DocumentKind, 'people'>;

/** Something that can be said about a subject. */
export interface Attribute {
  id: string;
  /** A class of things, or `person`, `doctor`, `lawyer`. */
  subject: string;
  /** A class of things, or `person`. */
  value: string;
  /** `drawn` by the seed for everybody, or written in facts.tsv. */
  source: 'drawn' | 'table';
  kind: FactKind;
  patterns: Readonly<Record<Language, readonly Template[]>>;
  questions: Readonly<Record<Language, readonly QuestionTemplate[]>>;
}

/** A way to ask, and the answer as a whole sentence. */
export interface QuestionTemplate {
  question: Template;
  answer: Template;
}

/** A fact that stands in facts.tsv. */
export interface FixedFact {
  attribute: string;
  subject: string;
  value: string;
}

/** A sentence of its own around an answer. */
export interface WrittenSentence {
  before: string;
  answer: string;
  after: string;
  /** Held out of every document, asked in examinations only. */
  exam: boolean;
}

/** A fact in sentences of its own. */
export interface WrittenFact {
  id: string;
  kind: FactKind;
  sentences: Readonly<Record<Language, readonly WrittenSentence[]>>;
  questions: Readonly<Record<Language, readonly { question: string; answer: string }[]>>;
}

/** A question in two steps: over `first` to a middle, over `second` to the value. */
export interface ChainTemplate {
  first: string;
  second: string;
  language: Language;
  question: Template;
  /** Names the value at once. */
  answer: Template;
  /** Names the middle first. */
  steps: Template;
}

export interface WorldTables {
  /** Where they were read from, for messages. */
  folder: string;
  given: readonly NamePart[];
  family: readonly NamePart[];
  /** By class, then by id. */
  things: ReadonlyMap<string, ReadonlyMap<string, Thing>>;
  attributes: ReadonlyMap<string, Attribute>;
  fixed: readonly FixedFact[];
  written: readonly WrittenFact[];
  chains: readonly ChainTemplate[];
  titles: Readonly<Record<DocumentKind, Readonly<Record<Language, readonly Template[]>>>>;
}
