/** Everything that is true, as facts with an id, and in words. */
import { pick } from '../random.js';
import type { Choices } from './answers.js';
import type { Language } from './document.js';
import type { Person } from './people.js';
import { randomFor } from './seeds.js';
import { cutAt, fill, nameFirst, type Cut, type Template, type Words } from './wording.js';
import type {
  Attribute,
  Bilingual,
  FactKind,
  WorldTables,
  WrittenFact,
  WrittenSentence,
} from './tables/types.js';

export interface Fact {
  /** `p017/dorm=jade`, `month-march/show=tulips`, `water-freezes/sentence=0`. */
  id: string;
  /** A person's id, `class-thing` for a thing, or the id of a fact in sentences of its own. */
  subject: string;
  /** An attribute's id, or `sentence` for a fact in sentences of its own. */
  attribute: string;
  /** Id of the value: a person's, a thing's, or the answer itself for `sentence`. */
  value: string;
  kind: FactKind;
  /** Languages of the documents that state it. */
  languages: readonly Language[];
  /** 1 to 12, for news. */
  month?: number;
}

/** A sentence that states a fact, cut around the answer. */
export interface Paraphrase {
  text: string;
  /** The text with `___` for the answer. */
  blank: string;
  /** What stands before the answer: the prompt of a causal model. */
  before: string;
  answer: string;
  after: string;
  /** Whether the subject is named before the answer. Sentences of their own count as name-first. */
  order: 'name-first' | 'value-first';
  /** Position among the fact's paraphrases in that language. */
  pattern: number;
  /** Held out of every document. */
  exam: boolean;
}

/** A question about a fact. */
export interface Question {
  fact: string;
  language: Language;
  question: string;
  /** A whole sentence that names the subject. */
  answer: string;
  /** What a right answer must contain. */
  key: string;
}

const thingId = (kind: string, id: string) => `${kind}-${id}`;

function factOf(
  subject: string,
  attribute: Attribute,
  value: string,
  languages: readonly Language[],
  month?: number,
): Fact {
  const fact = { subject, attribute: attribute.id, value, kind: attribute.kind, languages };
  return { id: `${subject}/${attribute.id}=${value}`, ...fact, ...(month === undefined ? {} : { month }) };
}

const BOTH: readonly Language[] = ['en', 'zh'];

/** What a person's values say. */
export function factsOfPerson(tables: WorldTables, person: Person): Fact[] {
  return Object.entries(person.values).map(([attribute, value]) =>
    factOf(person.id, tables.attributes.get(attribute)!, value, person.languages),
  );
}

/** What happened in each month, drawn by the seed. Winners and speakers are people of the core, in both languages. */
export function newsFacts(tables: WorldTables, seed: number, people: readonly Person[]): Fact[] {
  const known = people.filter(({ group, languages }) => group === 'core' && languages.length === 2);
  const months = [...(tables.things.get('month')?.keys() ?? [])];
  const attributes = [...tables.attributes.values()].filter(
    ({ source, subject }) => source === 'drawn' && subject === 'month',
  );
  return months.flatMap((month, index) =>
    attributes.flatMap((attribute) => {
      const values =
        attribute.value === 'person'
          ? known.map(({ id }) => id)
          : [...tables.things.get(attribute.value)!.keys()];
      if (values.length === 0) return [];
      const value = pick(randomFor(seed, 'news', month, attribute.id), values);
      return [factOf(thingId('month', month), attribute, value, BOTH, index + 1)];
    }),
  );
}

/** Facts that stand in the tables: facts.tsv and sentences.tsv. */
export function tableFacts(tables: WorldTables): Fact[] {
  const fixed = tables.fixed.map(({ attribute, subject, value }) => {
    const found = tables.attributes.get(attribute)!;
    return factOf(thingId(found.subject, subject), found, value, BOTH);
  });
  const written = tables.written.map(({ id, kind, sentences }) => {
    const value = (sentences.en[0] ?? sentences.zh[0])!.answer;
    return {
      id: `${id}/sentence=${value}`,
      subject: id,
      attribute: 'sentence',
      value,
      kind,
      languages: BOTH,
    };
  });
  return [...fixed, ...written];
}

/** The words of facts: names of subjects and values, sentences, questions. */
export interface Speaker {
  /** The name of a person or thing by a fact's `subject` or `value` and its class. */
  subjectName(fact: Fact): Bilingual;
  valueName(fact: Fact): Bilingual;
  paraphrases(fact: Fact, language: Language): Paraphrase[];
  /** One of the sentences that may stand in a document; `choice` in [0, 1). */
  sentence(fact: Fact, language: Language, choice: number): string;
  questions(fact: Fact, language: Language): Question[];
  /** The gold answer and the same with other values of the class; of a fact in sentences of its own, no others. */
  choices(fact: Fact, language: Language): Choices;
  /** Ids of the people whom the fact names. */
  peopleIn(fact: Fact): string[];
}

/** Puts facts into words with the tables and the people's names. */
export function speaker(tables: WorldTables, people: readonly Person[]): Speaker {
  const byId = new Map(people.map((person) => [person.id, person]));
  const owned = new Map(tables.written.map((fact) => [fact.id, fact]));
  const ownOf = (fact: Fact) => (fact.attribute === 'sentence' ? owned.get(fact.subject) : undefined);
  const attributeOf = (fact: Fact) => tables.attributes.get(fact.attribute)!;
  const named = (kind: string, id: string): Bilingual =>
    byId.get(id)?.name ?? tables.things.get(kind)!.get(id)!;
  const subjectName = (fact: Fact): Bilingual => {
    const { subject } = attributeOf(fact);
    return byId.get(fact.subject)?.name ?? named(subject, fact.subject.slice(subject.length + 1));
  };
  const valueName = (fact: Fact) => named(attributeOf(fact).value, fact.value);
  const words = (fact: Fact, language: Language) => ({
    name: subjectName(fact)[language],
    value: valueName(fact)[language],
  });
  return {
    subjectName,
    valueName,
    paraphrases: (fact, language) =>
      ownOf(fact)?.sentences[language].map(ownParaphrase) ??
      attributeOf(fact).patterns[language].map((made, index) =>
        paraphrase(made, words(fact, language), index),
      ),
    sentence: (fact, language, choice) => {
      const own = ownOf(fact);
      if (own !== undefined) return ownSentence(own, language, choice);
      const patterns = attributeOf(fact).patterns[language];
      return fill(patterns[Math.floor(choice * patterns.length)]!, words(fact, language));
    },
    questions: (fact, language) => {
      const own = ownOf(fact);
      if (own !== undefined) return ownQuestions(fact, own, language);
      const filled = words(fact, language);
      return attributeOf(fact).questions[language].map(({ question, answer }) => ({
        ...{ fact: fact.id, language, question: fill(question, filled) },
        ...{ answer: fill(answer, filled), key: filled.value },
      }));
    },
    choices: (fact, language) =>
      choicesOf(tables, people, fact, language, { subjectName, valueName, own: ownOf(fact) }),
    peopleIn: ({ subject, value }) => [subject, value].filter((id) => byId.has(id)),
  };
}

function paraphrase(made: Template, words: Words, pattern: number): Paraphrase {
  const cut = cutAt(made, words, 'value');
  return whole(cut, nameFirst(made) ? 'name-first' : 'value-first', pattern, false);
}

function ownParaphrase(sentence: WrittenSentence, pattern: number): Paraphrase {
  return whole(sentence, 'name-first', pattern, sentence.exam);
}

function whole(cut: Cut, order: Paraphrase['order'], pattern: number, exam: boolean): Paraphrase {
  const { before, answer, after } = cut;
  return {
    text: before + answer + after,
    blank: `${before}___${after}`,
    before,
    answer,
    after,
    order,
    pattern,
    exam,
  };
}

function ownSentence(own: WrittenFact, language: Language, choice: number): string {
  const free = own.sentences[language].filter(({ exam }) => !exam);
  const { before, answer, after } = free[Math.floor(choice * free.length)]!;
  return before + answer + after;
}

function ownQuestions(fact: Fact, own: WrittenFact, language: Language): Question[] {
  const key = own.sentences[language][0]!.answer;
  return own.questions[language].map((asked) => ({ fact: fact.id, language, ...asked, key }));
}

function choicesOf(
  tables: WorldTables,
  people: readonly Person[],
  fact: Fact,
  language: Language,
  {
    subjectName,
    valueName,
    own,
  }: Pick<Speaker, 'subjectName' | 'valueName'> & { own: WrittenFact | undefined },
): Choices {
  if (own !== undefined) {
    const { before, answer, after } = own.sentences[language][0]!;
    const right = own.questions[language][0]?.answer ?? before + answer + after;
    return { language, right, key: answer, wrong: [], name: '' };
  }
  const attribute = tables.attributes.get(fact.attribute)!;
  const made = attribute.questions[language][0]!.answer;
  const name = subjectName(fact)[language];
  const key = valueName(fact)[language];
  const others = tables.things.get(attribute.value)?.values() ?? people.map((person) => person.name);
  const keys = [...new Set([...others].map((other) => other[language]))].filter((other) => other !== key);
  const wrong = keys.map((value) => ({ text: fill(made, { name, value }), key: value }));
  return { language, right: fill(made, { name, value: key }), key, wrong, name };
}
