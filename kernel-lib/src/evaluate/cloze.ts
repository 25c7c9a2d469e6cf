/** Sentences of the world with a blank for the answer, as tokens. */
import { bytesOfTokens, marksOf } from '../corpus/pipeline/marks.js';
import { UserError } from '../errors.js';
import { oneOf, readOptions, rule, type Rule } from '../options.js';
import { pick, shuffle, type Random } from '../random.js';
import type { Tokenizer } from '../text/bpe/tokenizer.js';
import { asDocument } from '../text/document.js';
import type { Language } from '../world/document.js';
import type { Fact, Paraphrase } from '../world/facts.js';
import type { PersonGroup } from '../world/people.js';
import type { FactKind } from '../world/tables/types.js';
import type { World } from '../world/world.js';

export interface Cloze {
  /** The fact's id. */
  id: string;
  subject: string;
  kind: FactKind;
  attribute: string;
  language: Language;
  /** Whether the subject is named before the blank; only then can a causal model know the answer. */
  order: Paraphrase['order'];
  /** Whether the sentence is held out of every document. */
  exam: boolean;
  text: string;
  /** The text with `___` for the answer. */
  blank: string;
  answer: string;
  /** Begins and ends with `<|end|>`. */
  tokens: Int32Array;
  /** The answer's tokens begin here: every token that touches it. */
  from: number;
  /** And end before this one. */
  to: number;
}

export interface ClozeOptions {
  language: Language;
  /** Default `person`. */
  kinds?: readonly FactKind[];
  /** Whose facts are asked for, of those about people; default `core`. */
  groups?: readonly PersonGroup[];
  /** Default both. */
  orders?: readonly Paraphrase['order'][];
  /** Default all. */
  attributes?: readonly string[];
  /** One sentence, drawn, of each fact and order (the default), or all of them. */
  patterns?: 'one' | 'all';
  /** So many facts at most, drawn; default all, in the world's order. */
  most?: number;
  /** `another`: a sentence about somebody (or something) else, with another value, stands before. Default `nothing`. */
  after?: 'nothing' | 'another';
  /**
   * `here`: facts that documents in this language state (the default). `elsewhere`: those that only documents in the
   * other language state, so that a right answer was carried over.
   */
  learnt?: 'here' | 'elsewhere';
  random: Random;
}

const lists: Rule = { allows: (value) => Array.isArray(value) && value.length > 0, words: 'a list of names' };
const DEFAULTS = {
  kinds: ['person'] as readonly FactKind[],
  groups: ['core'] as readonly PersonGroup[],
  orders: ['name-first', 'value-first'] as readonly Paraphrase['order'][],
  ...{ patterns: 'one', most: Infinity, after: 'nothing', learnt: 'here' },
};
const RULES: Readonly<Record<string, Rule>> = {
  ...{ language: oneOf('en', 'zh'), kinds: lists, groups: lists, orders: lists, attributes: lists },
  ...{ patterns: oneOf('one', 'all'), most: rule.countFromOne, after: oneOf('nothing', 'another') },
  ...{ learnt: oneOf('here', 'elsewhere'), random: rule.function },
};

/**
 * Clozes of the world's facts. A blank has as many tokens as its answer, so a model that fills it knows the length.
 * Throws a UserError where no fact is left to ask for.
 */
export function clozesOf(world: World, tokenizer: Tokenizer, given: ClozeOptions): Cloze[] {
  const options = readOptions('clozesOf', DEFAULTS, RULES, given);
  const { language, random, most } = options;
  if (language === undefined || random === undefined) {
    throw new UserError('clozesOf needs the options language and random.');
  }
  const facts = factsFor(world, options);
  const asked = most < facts.length ? shuffle(random, facts).slice(0, most) : facts;
  const others = options.after === 'another' ? factsFor(world, { ...options, learnt: 'here' }) : [];
  const cut = cutter(tokenizer);
  return asked.flatMap((fact) =>
    sentencesOf(world, fact, options).map((sentence) => {
      const before = options.after === 'another' ? another(world, fact, others, options) : '';
      const { id, subject, kind, attribute } = fact;
      const { order, exam, answer } = sentence;
      const parts = { before: before + sentence.before, answer, after: sentence.after };
      return { id, subject, kind, attribute, language, order, exam, ...cut(parts) };
    }),
  );
}

type Settings = ClozeOptions & typeof DEFAULTS;

function factsFor(world: World, { language, kinds, groups, attributes, learnt }: Settings): Fact[] {
  const groupOf = new Map(world.people.map(({ id, group }) => [id, group]));
  const facts = world.facts.filter(({ subject, kind, attribute, languages }) => {
    const group = groupOf.get(subject);
    return (
      kinds.includes(kind) &&
      (group === undefined || groups.includes(group)) &&
      (attributes === undefined || attributes.includes(attribute)) &&
      languages.includes(language) === (learnt === 'here')
    );
  });
  if (facts.length > 0) return facts;
  const of = attributes === undefined ? kinds : attributes;
  throw new UserError(
    `clozesOf: the world has no fact of ${of.join(', ')} that is learnt ${learnt} for ${language}; ask for others.`,
  );
}

function sentencesOf(world: World, fact: Fact, { language, orders, patterns, random }: Settings) {
  const all = world.paraphrases(fact, language);
  return orders.flatMap((order) => {
    const mine = all.filter((each) => each.order === order);
    return patterns === 'all' || mine.length === 0 ? mine : [pick(random, mine)];
  });
}

/** A sentence about another subject and another value, which could be copied; with the space that English puts after it. */
function another(world: World, fact: Fact, others: readonly Fact[], { language, random }: Settings): string {
  const fits = ({ subject, value }: Fact) => subject !== fact.subject && value !== fact.value;
  if (!others.some(fits)) {
    throw new UserError(
      `clozesOf: there is nobody but ${fact.subject} to speak of before the blank without ${fact.value}; ask for more.`,
    );
  }
  let other = pick(random, others);
  while (!fits(other)) other = pick(random, others);
  const { text } = pick(random, world.paraphrases(other, language));
  return language === 'en' ? `${text} ` : text;
}

interface Parts {
  before: string;
  answer: string;
  after: string;
}

/** Makes tokens of a sentence and finds those that touch its answer. */
export function cutter(
  tokenizer: Tokenizer,
): (parts: Parts) => Pick<Cloze, 'text' | 'blank' | 'answer' | 'tokens' | 'from' | 'to'> {
  const bytes = bytesOfTokens(tokenizer);
  const end = tokenizer.idOf('<|end|>');
  return ({ before, answer, after }) => {
    const text = before + answer + after;
    const document = asDocument(text);
    const inner = tokenizer.encode(document);
    const start = document.length - text.length + before.length;
    const [mark] = marksOf(document, inner, [{ start, end: start + answer.length, label: 'answer' }], bytes);
    if (mark === undefined) throw new UserError(`A cloze needs an answer: “${before}___${after}” has none.`);
    const from = mark.start + 1;
    const tokens = Int32Array.of(end, ...inner, end);
    return { text, blank: `${before}___${after}`, answer, tokens, from, to: from + mark.count };
  };
}
