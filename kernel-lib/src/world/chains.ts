/** Questions in two steps: person → dorm → district, flower → season → outing. */
import { shuffle } from '../random.js';
import type { Language } from './document.js';
import type { Fact, Speaker } from './facts.js';
import type { Person } from './people.js';
import { randomFor } from './seeds.js';
import type { ChainTemplate, WorldTables } from './tables/types.js';
import { fill } from './wording.js';

export interface TwoStep {
  /** Ids of the two facts, in order. */
  facts: readonly [string, string];
  /** Who or what is asked about. */
  subject: string;
  language: Language;
  question: string;
  /** Names the value at once. */
  answer: string;
  /** Names the middle first: a chain of thought in miniature. */
  steps: string;
  middle: string;
  /** What a right answer must contain. */
  key: string;
  /** Whether training may ask it; the others are examinations. All of a subject's questions are alike; a person's as its `split`. */
  split: 'trained' | 'held-out';
}

/** People of the core in chains, so that with the flowers there are about 300 subjects. */
const MOST_PEOPLE = 280;

/** Half of the subjects, in the seed's order. */
function halfOf(subjects: readonly string[], seed: number, what: string): Set<string> {
  return new Set(shuffle(randomFor(seed, 'half', what), subjects).slice(0, Math.ceil(subjects.length / 2)));
}

/** Every two-step question. */
export function twoSteps(
  tables: WorldTables,
  seed: number,
  people: readonly Person[],
  facts: readonly Fact[],
  speaks: Speaker,
): TwoStep[] {
  const core = people.filter(({ group }) => group === 'core').slice(0, MOST_PEOPLE);
  const splitOf = new Map(core.map(({ id, split }) => [id, split]));
  const byKey = new Map(facts.map((fact) => [`${fact.subject}/${fact.attribute}`, fact]));
  const isPerson = new Set(people.map(({ id }) => id));
  const starts = (chain: ChainTemplate) =>
    facts.filter(
      ({ attribute, subject }) =>
        attribute === chain.first && (!isPerson.has(subject) || splitOf.has(subject)),
    );
  return tables.chains.flatMap((chain) => {
    const first = starts(chain);
    const trained = halfOf(
      [...new Set(first.map(({ subject }) => subject))],
      seed,
      `${chain.first} ${chain.second}`,
    );
    const middleClass = tables.attributes.get(chain.second)!.subject;
    return first.flatMap((fact) => {
      const second = byKey.get(`${middleClass}-${fact.value}/${chain.second}`);
      if (second === undefined || !fact.languages.includes(chain.language)) return [];
      const split = splitOf.get(fact.subject) ?? (trained.has(fact.subject) ? 'trained' : 'held-out');
      return [step(chain, [fact, second], speaks, split)];
    });
  });
}

function step(
  chain: ChainTemplate,
  [first, second]: [Fact, Fact],
  speaks: Speaker,
  split: TwoStep['split'],
): TwoStep {
  const { language } = chain;
  const words = {
    name: speaks.subjectName(first)[language],
    middle: speaks.valueName(first)[language],
    value: speaks.valueName(second)[language],
  };
  return {
    ...{
      facts: [first.id, second.id],
      subject: first.subject,
      language,
      middle: words.middle,
      key: words.value,
    },
    question: fill(chain.question, words),
    answer: fill(chain.answer, words),
    steps: fill(chain.steps, words),
    split,
  };
}
