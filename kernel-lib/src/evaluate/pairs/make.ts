/** Minimal pairs: the world's own sentences about people whom no document names, once right and once wrong. */
import { UserError } from '../../errors.js';
import { oneOf, readOptions, rule, type Rule } from '../../options.js';
import { pick, shuffle, type Random } from '../../random.js';
import type { Language } from '../../world/document.js';
import type { Attribute, MinimalPair } from '../../world/tables/types.js';
import { fill, template, type Template, type Words } from '../../world/wording.js';
import type { World } from '../../world/world.js';
import { CHINESE_EDITS, CHINESE_FRAMES, CHINESE_QUESTIONS } from './chinese.js';
import type { Edit, Frame } from './edits.js';
import { ENGLISH_EDITS, ENGLISH_FRAMES, ENGLISH_QUESTIONS } from './english.js';

export interface MinimalPairsOptions {
  /** Default both. */
  language?: Language;
  /** So many at most, drawn; default all. */
  most?: number;
  /** How often each change is made, with other people and things. Default 2. */
  draws?: number;
  /** Whether to make pairs of questions. Default false: no document asks any, so only later stages can know. */
  questions?: boolean;
  random: Random;
}

const RULES: Readonly<Record<string, Rule>> = {
  ...{ language: oneOf('en', 'zh'), most: rule.countFromOne, draws: rule.countFromOne },
  ...{ questions: rule.boolean, random: rule.function },
};
const DEFAULTS = { most: Infinity, draws: 2, questions: false };
const MEANS = {
  en: { edits: ENGLISH_EDITS, frames: ENGLISH_FRAMES, asking: ENGLISH_QUESTIONS },
  zh: { edits: CHINESE_EDITS, frames: CHINESE_FRAMES, asking: CHINESE_QUESTIONS },
};

/**
 * Pairs of a right and a wrong sentence, one phenomenon each: those of pairs.tsv, and those made from the world's patterns.
 * What is made says something of people and things that no document says of them, so that no sentence was ever read.
 */
export function minimalPairs(world: World, given: MinimalPairsOptions): MinimalPair[] {
  const { language, most, random, draws, questions } = readOptions('minimalPairs', DEFAULTS, RULES, given);
  if (random === undefined) throw new UserError('minimalPairs needs the option random, a seeded generator.');
  const languages: readonly Language[] = language === undefined ? ['en', 'zh'] : [language];
  const pairs = languages.flatMap((each) => [
    ...world.tables.pairs.filter((pair) => pair.language === each),
    ...made(world, each, { random, draws, questions }),
  ]);
  const different = [...new Map(pairs.map((pair) => [`${pair.good}\n${pair.bad}`, pair])).values()];
  return most < different.length ? shuffle(random, different).slice(0, most) : different;
}

interface Means {
  random: Random;
  draws: number;
  questions: boolean;
}

function made(world: World, language: Language, { random, draws, questions }: Means): MinimalPair[] {
  const { edits, frames, asking } = MEANS[language];
  const attributes = Object.keys(world.people[0]?.values ?? {}).map((id) => world.tables.attributes.get(id)!);
  const times = Array.from({ length: draws });
  const edited = attributes.flatMap((attribute) => [
    ...attribute.patterns[language].flatMap((pattern) => changes(pattern, edits, attribute)),
    ...attribute.questions[language].flatMap(({ question }) =>
      questions ? changes(question, asking, attribute) : [],
    ),
  ]);
  return times.flatMap(() => [
    ...edited.map((change) => filledChange(world, language, change, random)),
    ...frames.map((frame) => filledFrame(world, language, frame, random)),
  ]);
}

interface Change {
  phenomenon: string;
  good: string;
  bad: string;
  attribute: Attribute;
}

function changes(pattern: Template, edits: readonly Edit[], attribute: Attribute): Change[] {
  const good = written(pattern);
  return edits
    .map(({ phenomenon, find, put }) => ({ phenomenon, good, bad: good.replace(find, put), attribute }))
    .filter(({ bad }) => bad !== good);
}

/** A pattern as it stands in the table. */
function written({ texts, gaps }: Template): string {
  return texts
    .map((text, i) => {
      const gap = gaps[i - 1];
      if (gap === undefined) return text;
      const article = gap.article ? (gap.capital ? 'A ' : 'a ') : '';
      return `{${article}${gap.name}}${text}`;
    })
    .join('');
}

function filledChange(
  world: World,
  language: Language,
  { phenomenon, good, bad, attribute }: Change,
  random: Random,
): MinimalPair {
  const name = pick(random, world.strangers).name[language];
  const value = pick(random, [...world.tables.things.get(attribute.value)!.values()])[language];
  const sentence = (pattern: string) => fill(template(language, pattern), { name, value });
  return { phenomenon, language, good: sentence(good), bad: sentence(bad) };
}

function filledFrame(
  world: World,
  language: Language,
  { phenomenon, good, bad, fits = () => true }: Frame,
  random: Random,
): MinimalPair {
  const shape = template(language, good);
  const words: Words = Object.fromEntries(
    shape.gaps.map(({ name }) => {
      const things = [...(world.tables.things.get(name)?.values() ?? [])].filter(fits);
      const chosen = things.length > 0 ? pick(random, things) : pick(random, world.strangers).name;
      return [name, chosen[language]];
    }),
  );
  const sentence = fill(shape, words);
  const wrong = typeof bad === 'string' ? fill(template(language, bad), words) : bad(sentence);
  return { phenomenon, language, good: sentence, bad: wrong };
}
