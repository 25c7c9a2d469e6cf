/** Chains of association: flower → season → outing, dorm → district; and over a middle that is not named. */
import { needOptions, oneOf, readOptions, rule, type Rule } from '../options.js';
import { seededRandom } from '../random.js';
import type { Tokenizer } from '../text/bpe/tokenizer.js';
import type { TwoStep } from '../world/chains.js';
import type { Language } from '../world/document.js';
import type { World } from '../world/world.js';
import { clozesOf, cutter, type Cloze } from './cloze.js';

export interface Association extends Cloze {
  steps: 1 | 2;
  /** Of two steps: whether later training may ask it. Before that nobody was trained on any. */
  split?: TwoStep['split'];
}

export interface AssociationOptions {
  language: Language;
  /** 1: each link alone. 2: from the first to the last (“Li Na lives in the ___ district.”). Default 1. */
  steps?: 1 | 2;
  /** With two steps: whether the sentence names the middle first. Default false. */
  spelled?: boolean;
}

const rules: Readonly<Record<string, Rule>> = {
  language: oneOf('en', 'zh'),
  steps: { allows: (value) => value === 1 || value === 2, words: '1 or 2' },
  spelled: rule.boolean,
};

/**
 * The world's chains as clozes. Those of one step state facts of the documents, in all sentences that there are; those of
 * two stand in no document.
 */
export function associations(world: World, tokenizer: Tokenizer, given: AssociationOptions): Association[] {
  const defaults: { steps: 1 | 2; spelled: boolean } = { steps: 1, spelled: false };
  const options = readOptions('associations', defaults, rules, given);
  needOptions('associations', options, 'language');
  const { language, steps, spelled } = options;
  if (steps === 1) return oneStep(world, tokenizer, language);
  const cut = cutter(tokenizer);
  const questions = world.twoSteps.filter((question) => question.language === language);
  const bySentence = new Map(
    questions.map((question) => [spelled ? question.steps : question.answer, question] as const),
  );
  return [...bySentence].map(([text, question]) => twoSteps(world, text, question, cut));
}

/** Links between things; those from a person are clozes as any other. */
function oneStep(world: World, tokenizer: Tokenizer, language: Language): Association[] {
  const { chains, attributes } = world.tables;
  const links = chains.flatMap(({ first, second }) => [first, second]);
  const asked = [...new Set(links)].filter((link) => attributes.get(link)!.source === 'table');
  const kinds = [...new Set(asked.map((link) => attributes.get(link)!.kind))];
  const options = { language, kinds, attributes: asked, patterns: 'all' as const, random: seededRandom(1) };
  return clozesOf(world, tokenizer, options).map((cloze) => ({ ...cloze, steps: 1 }));
}

function twoSteps(
  world: World,
  text: string,
  { facts, subject, language, key, split }: TwoStep,
  cut: ReturnType<typeof cutter>,
): Association {
  const at = text.lastIndexOf(key);
  const parts = { before: text.slice(0, at), answer: key, after: text.slice(at + key.length) };
  const [first, second] = facts.map((id) => world.fact(id)) as [ReturnType<World['fact']>, ReturnType<World['fact']>]; // prettier-ignore
  return {
    ...{ id: facts.join(' '), subject, kind: second.kind, language, order: 'name-first', exam: true },
    ...{ attribute: `${first.attribute} ${second.attribute}`, steps: 2, split },
    ...cut(parts),
  };
}
