/** Options are one flat object with defaults; unknown names and wrong values are refused, with the actual value. */
import { UserError } from './errors.js';

/** What a value must be, and how to say it. */
export interface Rule {
  allows(value: unknown): boolean;
  words: string;
}

const numberRule = (words: string, fits: (value: number) => boolean): Rule => ({
  allows: (value) => typeof value === 'number' && fits(value),
  words,
});

/** Rules that many options share. */
export const rule = {
  positive: numberRule('a number above 0', (value) => value > 0),
  finitePositive: numberRule('a finite number above 0', (value) => value > 0 && value < Infinity),
  notNegative: numberRule('a finite number, 0 or above', (value) => value >= 0 && value < Infinity),
  /** For averages: 1 would never forget. */
  belowOne: numberRule('a number from 0 to below 1', (value) => value >= 0 && value < 1),
  share: numberRule('a number from 0 to 1', (value) => value >= 0 && value <= 1),
  count: numberRule('a whole number, 0 or above', (value) => Number.isSafeInteger(value) && value >= 0),
  countFromOne: numberRule(
    'a whole number, 1 or above',
    (value) => Number.isSafeInteger(value) && value >= 1,
  ),
  boolean: { allows: (value: unknown) => typeof value === 'boolean', words: 'true or false' },
  text: {
    allows: (value: unknown) => typeof value === 'string' && value !== '',
    words: 'a text that is not empty',
  },
  function: { allows: (value: unknown) => typeof value === 'function', words: 'a function' },
  object: { allows: (value: unknown) => typeof value === 'object' && value !== null, words: 'an object' },
} satisfies Record<string, Rule>;

export const oneOf = (...names: string[]): Rule => ({
  allows: (value) => names.includes(value as string),
  words: `one of ${names.join(', ')}`,
});

/**
 * The given options over the defaults. A value `undefined` counts as not given.
 * @param what - the function that takes them, for the error's sentence.
 * @param rules - one for each option there is; an option without a default may stay away.
 */
export function readOptions<D extends object, G extends object>(
  what: string,
  defaults: D,
  rules: Readonly<Record<string, Rule>>,
  given: G,
): D & G {
  const known = Object.keys(rules);
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new UserError(`${what}: its options are an object, got ${shown(given)}.`);
  }
  const options = { ...defaults } as Record<string, unknown>;
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(rules, name)) {
      throw new UserError(`${what} has no option "${name}"; it has ${known.join(', ')}.`);
    }
    if (value === undefined) continue;
    if (!rules[name]!.allows(value)) {
      throw new UserError(`${what}: ${name} must be ${rules[name]!.words}, got ${shown(value)}.`);
    }
    options[name] = value;
  }
  return options as unknown as D & G;
}

/** @throws UserError for the first of these options that was not given. */
export function needOptions<Options extends object, Name extends keyof Options & string>(
  what: string,
  options: Options,
  ...names: readonly Name[]
): asserts options is Options & { [Each in Name]-?: Exclude<Options[Each], undefined> } {
  const missing = names.find((name) => options[name] === undefined);
  if (missing !== undefined) throw new UserError(`${what} needs the option ${missing}.`);
}

/** The first entry in which two JSON objects differ, as JSON; `undefined` where one of them has none. */
export function differenceOf(
  ours: object,
  theirs: object,
): { name: string; ours: string | undefined; theirs: string | undefined } | undefined {
  const [here, there] = [ours, theirs].map((each) => new Map<string, unknown>(Object.entries(each)));
  for (const name of new Set([...here!.keys(), ...there!.keys()])) {
    const [mine, other] = [JSON.stringify(here!.get(name)), JSON.stringify(there!.get(name))];
    if (mine !== other) return { name, ours: mine, theirs: other };
  }
  return undefined;
}

/** A value in a few words, for an error's sentence. */
export function shown(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'bigint' || value === undefined) return String(value);
  if (typeof value === 'function') return 'a function';
  const text = JSON.stringify(value) ?? typeof value;
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
