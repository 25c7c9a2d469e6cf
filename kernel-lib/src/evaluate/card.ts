/** The school's report card: the same questions for every model that learnt a world, each answered in percent. */
import { needOptions, readOptions, rule, type Rule } from '../options.js';
import { pick, seededRandom, shuffle } from '../random.js';
import type { Model } from '../nn/model.js';
import type { Tokenizer } from '../text/bpe/tokenizer.js';
import type { Language } from '../world/document.js';
import type { World } from '../world/world.js';
import { answersTo } from './answers.js';
import { askCausal, askMasked } from './ask.js';
import { associations } from './associations.js';
import { clozesOf, type Cloze, type ClozeOptions } from './cloze.js';
import { minimalPairs } from './pairs/make.js';
import { judgePairs } from './pairs/judge.js';

/** What a card asks, in each language. */
export const SUBJECTS = [
  /** Blanks about people, both sides seen, filled from left to right. */
  'masked',
  /** Their sentences broken off before the value. */
  'causal',
  /** The same after a sentence about somebody else. */
  'after',
  /** Blanks about everything but people. */
  'facts',
  /** Minimal pairs. */
  'grammar',
  /** One step of a chain. */
  'chains',
  /** Two steps, held out, read on. */
  'twoSteps',
  /** What only documents in the other language say. */
  'elsewhere',
  /** Questions, answered word for word. */
  'questions',
] as const;
export type CardSubject = (typeof SUBJECTS)[number];

export interface CardOptions {
  tokenizer: Tokenizer;
  /** Default all. */
  subjects?: readonly CardSubject[];
  /** So many facts or pairs of each at most, drawn; default all. */
  most?: number;
  /** Of what is drawn; default 1. */
  seed?: number;
}

/** Percent right by subject and language, for example `masked.en`. */
export type Card = Record<`${CardSubject}.${Language}`, number>;

const rules: Readonly<Record<string, Rule>> = {
  ...{ tokenizer: rule.object, most: rule.countFromOne, seed: rule.count },
  subjects: {
    allows: (value) => Array.isArray(value) && value.every((each) => SUBJECTS.includes(each as CardSubject)),
    words: `a list of subjects, each one of ${SUBJECTS.join(', ')}`,
  },
};

/**
 * The questions are made once and can be put to a model again and again, as it learns.
 * @throws UserError for a subject that there is not, and a missing tokenizer.
 */
export function cardOf(world: World, given: CardOptions): (model: Model) => Promise<Partial<Card>> {
  const defaults = { subjects: SUBJECTS as readonly CardSubject[], seed: 1 };
  const options = readOptions('cardOf', defaults, rules, given);
  needOptions('cardOf', options, 'tokenizer');
  const { tokenizer, subjects, most, seed } = options;
  const examinations = subjects.flatMap((subject) =>
    (['en', 'zh'] as const).map((language) => {
      const random = seededRandom(seed);
      const examine = EXAMINATIONS[subject](world, tokenizer, {
        ...{ language, random },
        ...(most === undefined ? {} : { most }),
      });
      return [`${subject}.${language}`, examine] as const;
    }),
  );
  return async (model) => {
    const card: Record<string, number> = {};
    for (const [name, examine] of examinations) card[name] = await examine(model);
    return card;
  };
}

type Draw = Pick<ClozeOptions, 'language' | 'random' | 'most'>;
type Examination = (world: World, tokenizer: Tokenizer, draw: Draw) => (model: Model) => Promise<number>;

const percent = (answers: readonly boolean[]) =>
  (100 * answers.filter(Boolean).length) / Math.max(1, answers.length);

const asked =
  (tokenizer: Tokenizer, ask: typeof askMasked | typeof askCausal, clozes: readonly Cloze[]) =>
  async (model: Model) =>
    percent((await ask(model, clozes, { tokenizer })).map(({ right }) => right));

const NAME_FIRST = ['name-first'] as const;
const OTHERS = ['everyday', 'season', 'place'] as const;

const EXAMINATIONS: Readonly<Record<CardSubject, Examination>> = {
  masked: (world, tokenizer, draw) => asked(tokenizer, askMasked, clozesOf(world, tokenizer, draw)),
  causal: (world, tokenizer, draw) =>
    asked(tokenizer, askCausal, clozesOf(world, tokenizer, { ...draw, orders: NAME_FIRST })),
  after: (world, tokenizer, draw) =>
    asked(
      tokenizer,
      askCausal,
      clozesOf(world, tokenizer, { ...draw, orders: NAME_FIRST, after: 'another' }),
    ),
  facts: (world, tokenizer, draw) =>
    asked(tokenizer, askMasked, clozesOf(world, tokenizer, { ...draw, kinds: OTHERS, patterns: 'all' })),
  grammar: (world, tokenizer, draw) => {
    const pairs = minimalPairs(world, draw);
    return async (model) => (await judgePairs(model, tokenizer, pairs)).percent;
  },
  chains: (world, tokenizer, { language }) =>
    asked(tokenizer, askMasked, associations(world, tokenizer, { language })),
  twoSteps: (world, tokenizer, { language }) => {
    const all = associations(world, tokenizer, { language, steps: 2 });
    const heldOut = all.filter(({ split }) => split === 'held-out');
    return asked(tokenizer, askCausal, heldOut);
  },
  elsewhere: (world, tokenizer, draw) =>
    asked(tokenizer, askMasked, clozesOf(world, tokenizer, { ...draw, learnt: 'elsewhere' })),
  questions: (world, tokenizer, { language, random, most }) => {
    const core = new Set(world.people.filter(({ group }) => group === 'core').map(({ id }) => id));
    const facts = world.facts.filter(
      ({ subject, languages }) => core.has(subject) && languages.includes(language),
    );
    const questions = shuffle(random, facts)
      .slice(0, most)
      .map((fact) => pick(random, world.questions(fact, language)));
    return async (model) =>
      percent((await answersTo(model, questions, { tokenizer })).map(({ exact }) => exact));
  },
};
