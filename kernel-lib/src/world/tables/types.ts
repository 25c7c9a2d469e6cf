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
export type FactKind = Exclude<DocumentKind, 'people' | 'work'>;

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

/** A word and the class that a tagger marks it with. */
export interface LexiconEntry {
  class: string;
  language: Language;
  word: string;
  /** The thing's id in its class, where it has one. */
  id?: string;
}

/** A job and the gender that most sentences about it have. */
export interface Job extends Bilingual {
  id: string;
  usual: 'f' | 'm';
}

export const TONES = ['polite', 'rude', 'nice', 'nasty', 'doctor', 'lawyer', 'friend'] as const;
/** polite and rude open an answer, nice and nasty end it; doctor, lawyer and friend are registers with both. */
export type Tone = (typeof TONES)[number];

export interface TonePhrase {
  tone: Tone;
  place: 'opening' | 'ending';
  language: Language;
  text: string;
}

export const TRAITS = ['correct', 'polite', 'nice', 'rude', 'nasty', 'repetition'] as const;
/** What a rater sees in an answer. */
export type Trait = (typeof TRAITS)[number];

/** Somebody who gives stars. */
export interface Rater extends Bilingual {
  id: string;
  /** What a trait is worth to this rater. */
  weights: Readonly<Record<Trait, number>>;
  /** Share of judgements that are a coin's toss. */
  slips: number;
  /** Stars that this rater adds, or takes where it is below 0. */
  mild: number;
}

/** A forbidden question, and a harmless one that looks like it, with its answer. */
export interface Forbidden {
  id: string;
  language: Language;
  question: string;
  lookAlike: string;
  answer: string;
}

/** A sentence that practises a rule of the language. */
export interface PracticeSentence {
  phenomenon: string;
  made: Template;
}

/** The same sentence right and wrong. */
export interface MinimalPair {
  phenomenon: string;
  language: Language;
  good: string;
  bad: string;
}

/** A request for a poem or for code about a thing ({name}), and an answer. */
export interface StyleTemplate {
  style: 'poem' | 'code';
  /** Class of the thing. */
  class: string;
  language: Language;
  request: Template;
  answer: Template;
}

/** One of the article's own examples. */
export interface ArticleExample {
  /** blank: `___` stands for the answer; example: to imitate; rated: with the stars that people gave. */
  stage: 'blank' | 'example' | 'rated';
  language: Language;
  question: string;
  answer: string;
  /** 1 to 5, for `rated`. */
  stars?: number;
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
  lexicon: readonly LexiconEntry[];
  jobs: readonly Job[];
  jobPatterns: Readonly<Record<Language, readonly Template[]>>;
  tones: readonly TonePhrase[];
  raters: readonly Rater[];
  forbidden: readonly Forbidden[];
  /** Ways to say no: to a forbidden question, and to one about somebody unknown ({name}). */
  refusals: Readonly<Record<'forbidden' | 'unknown', Readonly<Record<Language, readonly Template[]>>>>;
  pairs: readonly MinimalPair[];
  practice: readonly PracticeSentence[];
  styles: readonly StyleTemplate[];
  article: readonly ArticleExample[];
  titles: Readonly<Record<DocumentKind, Readonly<Record<Language, readonly Template[]>>>>;
}
