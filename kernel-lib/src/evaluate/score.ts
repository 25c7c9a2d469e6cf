/** How many clozes were answered rightly, beside what guessing gives, and how sure that is. */
import { UserError } from '../errors.js';
import { readOptions, rule } from '../options.js';
import { seededRandom } from '../random.js';
import { grouped } from '../world/tables/rows.js';
import type { Answer } from './ask.js';
import { bootstrap } from './bootstrap.js';
import type { Cloze } from './cloze.js';

export interface Share {
  asked: number;
  right: number;
  percent: number;
}

export interface ClozeScore extends Share {
  /** Percent for one who knows nothing but the most frequent answer to each attribute, among those asked for. */
  baseline: number;
  /** In percent: the middle 95 % of the shares when the subjects are drawn anew. */
  interval: [low: number, high: number];
  by(key: ScoreKey): Record<string, Share>;
}

export type ScoreKey = 'kind' | 'attribute' | 'order' | 'language';

/** What `Cloze` has and scoring needs. */
export type Scored = Pick<Cloze, 'subject' | 'answer' | ScoreKey>;

export interface ScoreOptions {
  /** Default 1,000. */
  resamples?: number;
  /** Default 1. */
  seed?: number;
}

const defaults = { resamples: 1000, seed: 1 };
const rules = { resamples: rule.countFromOne, seed: rule.count };

/** @param answers - to the clozes, in their order. */
export function scoreOf(
  clozes: readonly Scored[],
  answers: readonly Pick<Answer, 'right'>[],
  given: ScoreOptions = {},
): ClozeScore {
  const { resamples, seed } = readOptions('scoreOf', defaults, rules, given);
  if (clozes.length !== answers.length || clozes.length === 0) {
    throw new UserError(
      `scoreOf needs an answer to each cloze, and at least one; got ${clozes.length} clozes and ${answers.length} answers.`,
    );
  }
  const judged = clozes.map((cloze, i) => ({ ...cloze, right: answers[i]!.right }));
  const by = (key: ScoreKey | 'subject') =>
    [...grouped(judged, (cloze) => cloze[key])].map(([name, mine]) => [name, shareOf(mine)] as const);
  const subjects = by('subject').map(([, { right, asked }]) => ({ sum: right, count: asked }));
  const [low, high] = bootstrap(subjects, { resamples, random: seededRandom(seed) });
  return {
    ...shareOf(judged),
    baseline: baselineOf(clozes),
    interval: [100 * low, 100 * high],
    by: (key) => Object.fromEntries(by(key)),
  };
}

function shareOf(judged: readonly { right: boolean }[]): Share {
  const asked = judged.length;
  const right = judged.filter((each) => each.right).length;
  return { asked, right, percent: (100 * right) / asked };
}

/** Percent right for always giving the most frequent answer of an attribute in a language. */
export function baselineOf(clozes: readonly Pick<Scored, 'attribute' | 'language' | 'answer'>[]): number {
  const alike = grouped(clozes, ({ attribute, language }) => `${language} ${attribute}`);
  const guessed = [...alike.values()].map((mine) =>
    Math.max(...[...grouped(mine, ({ answer }) => answer).values()].map((same) => same.length)),
  );
  return (100 * guessed.reduce((a, b) => a + b, 0)) / clozes.length;
}
