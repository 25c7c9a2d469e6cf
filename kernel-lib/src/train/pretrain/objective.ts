/**
 * What a model is asked to guess. Every objective is shifted: the place before a token guesses it, also where that token
 * is hidden, so one network with one head learns from rows of both kinds (GPT-BERT: Charpentier and Samuel, 2024).
 */
import { UserError } from '../../errors.js';
import { oneOf, readOptions, rule, type Rule } from '../../options.js';

/**
 * - `hybrid`: three rows of four are read from left to right, of the fourth a share of .1 to .8 is hidden, whole marks
 *   together. The school's recipe takes other shares.
 * - `causal`: every row is read from left to right, as GPT.
 * - `bert`: 15 % of the tokens are asked for; of those 80 % are hidden, 10 % replaced, 10 % left (Devlin et al., 2019).
 * - `masked`: 40 % of the tokens are hidden (Wettig et al., 2023).
 * - `entities`: each mark is hidden as a whole with 50 %, any other token with 15 %.
 * - `diffusion`: of each row a share t is hidden, t even over (0, 1], and its loss weighs 1/t (LLaDA: Nie et al., 2025).
 */
export type ObjectiveName = 'hybrid' | 'causal' | 'bert' | 'masked' | 'entities' | 'diffusion';

export interface ObjectiveOptions {
  /** Default `hybrid`. */
  objective?: ObjectiveName;
  /** Share of the rows that are read from left to right; by default as the objective says. */
  causalShare?: number;
  /** Share of the tokens that are asked for in other rows, or the limits between which each row draws its own. */
  maskShare?: number | readonly [low: number, high: number];
  /** Share of the tokens without a mark, where they have one of their own. Needs `wholeMarks`. Default: as the others. */
  restShare?: number;
  /** Whether the tokens of a mark (a name, a season) are hidden together. Default: with `hybrid`, where there are marks. */
  wholeMarks?: boolean;
}

/** An objective with everything decided. */
export interface Plan {
  objective: ObjectiveName;
  causalShare: number;
  maskShare: readonly [low: number, high: number];
  wholeMarks: boolean;
  /** Without marks there is nothing to do: the user asked for them, or the objective is about them. */
  needsMarks: boolean;
  /** Of tokens without a mark, where they have a share of their own. */
  restShare?: number;
}

type Defaults = Omit<Plan, 'objective' | 'needsMarks'> & {
  /** Options that would make another objective of it. */
  fixed: readonly (keyof ObjectiveOptions)[];
};

/** As LLaDA's own code: a row of which nothing at all would be hidden teaches nothing. */
const LEAST_DIFFUSION = 0.001;

const ALL: readonly (keyof ObjectiveOptions)[] = ['causalShare', 'maskShare', 'restShare', 'wholeMarks'];
const OBJECTIVES: Readonly<Record<ObjectiveName, Defaults>> = {
  hybrid: { causalShare: 0.75, maskShare: [0.1, 0.8], wholeMarks: true, fixed: [] },
  causal: { causalShare: 1, maskShare: [0, 0], wholeMarks: false, fixed: ALL },
  bert: { causalShare: 0, maskShare: [0.15, 0.15], wholeMarks: false, fixed: [] },
  masked: { causalShare: 0, maskShare: [0.4, 0.4], wholeMarks: false, fixed: [] },
  entities: {
    ...{ causalShare: 0, maskShare: [0.5, 0.5], restShare: 0.15, wholeMarks: true },
    fixed: ['maskShare', 'restShare', 'wholeMarks'],
  },
  diffusion: {
    ...{ causalShare: 0, maskShare: [LEAST_DIFFUSION, 1], wholeMarks: false },
    fixed: ['maskShare', 'restShare', 'wholeMarks'],
  },
};

/** 0 hides nothing, 1 leaves nothing to guess from. */
const isInside = (value: unknown) => typeof value === 'number' && value > 0 && value < 1;
const maskShareRule: Rule = {
  allows: (value) =>
    isInside(value) ||
    (Array.isArray(value) && value.length === 2 && value.every(isInside) && value[0] <= value[1]),
  words: 'a number above 0 and below 1, or two of them, the smaller first',
};

export const objectiveRules: Readonly<Record<keyof ObjectiveOptions, Rule>> = {
  objective: oneOf(...Object.keys(OBJECTIVES)),
  causalShare: rule.share,
  maskShare: maskShareRule,
  restShare: { allows: isInside, words: 'a number above 0 and below 1' },
  wholeMarks: rule.boolean,
};

/** @throws UserError where an option is wrong, or does not go with the objective. */
export function planOf(who: string, given: ObjectiveOptions): Plan {
  const { objective, ...options } = readOptions(
    who,
    { objective: 'hybrid' as ObjectiveName },
    objectiveRules,
    given,
  );
  const { fixed, ...defaults } = OBJECTIVES[objective];
  const wrong = fixed.find((name) => given[name] !== undefined);
  if (wrong !== undefined) {
    throw new UserError(`${who}: the objective ${objective} takes no ${wrong}; leave it out.`);
  }
  const { causalShare = defaults.causalShare, wholeMarks = defaults.wholeMarks, maskShare } = options;
  const restShare = options.restShare ?? defaults.restShare;
  if (restShare !== undefined && !wholeMarks) {
    throw new UserError(`${who}: restShare is about tokens without a mark; set wholeMarks, or leave it out.`);
  }
  return {
    ...{ objective, ...defaults, causalShare, wholeMarks, ...(restShare === undefined ? {} : { restShare }) },
    maskShare: typeof maskShare === 'number' ? [maskShare, maskShare] : (maskShare ?? defaults.maskShare),
    needsMarks: objective === 'entities' || given.wholeMarks === true || given.restShare !== undefined,
  };
}
