/** The people of the world: names, languages, how often they are written about, and what is true of them. */
import { UserError } from '../errors.js';
import { pick, shuffle } from '../random.js';
import type { Language } from './document.js';
import { randomFor } from './seeds.js';
import type { Bilingual, NamePart, WorldTables } from './tables/types.js';

/**
 * core: in every corpus. singleton: in one document only (per language), the floor of what can be known.
 * update: arrives with a month's news. doctor, lawyer: the specialists of chapter 5.
 */
export type PersonGroup = 'core' | 'singleton' | 'update' | 'doctor' | 'lawyer';

/** How often a core person is written about: head 4 times as often as body, tail a quarter as often. */
export type Frequency = 'head' | 'body' | 'tail';

export interface Person {
  /** `p017`; the letter says the group: p, s, u, d, l. */
  id: string;
  name: Bilingual;
  gender: 'f' | 'm';
  group: PersonGroup;
  frequency: Frequency;
  /** Languages of the documents about this person. */
  languages: readonly Language[];
  /** Whether training may ask about this person; about the others, only examinations do. Half of each. */
  split: 'trained' | 'held-out';
  /** Ids of values, by attribute. */
  values: Readonly<Record<string, string>>;
  /** For group `update`: the month (1 to 12) with whose news this person arrives. */
  month?: number;
}

/** Somebody of whom the world says nothing: a new pair of known names. */
export interface Stranger {
  id: string;
  name: Bilingual;
  gender: 'f' | 'm';
}

/** How many people there are of each group. */
export type GroupSizes = Readonly<Record<PersonGroup, number>>;

const LETTERS: Readonly<Record<PersonGroup, string>> = {
  core: 'p',
  singleton: 's',
  update: 'u',
  doctor: 'd',
  lawyer: 'l',
};

/** Months whose news bring new people; those before belong to the first corpus. */
export const UPDATE_MONTHS = [7, 8, 9, 10, 11, 12] as const;

interface Pair {
  given: NamePart;
  family: NamePart;
}

function nameOf({ given, family }: Pair): Pick<Stranger, 'name' | 'gender'> {
  return {
    name: { en: `${given.en} ${family.en}`, zh: `${family.zh}${given.zh}` },
    gender: given.gender as 'f' | 'm',
  };
}

/** Every pair of names, in the seed's order. */
function pairs(tables: WorldTables, seed: number): Pair[] {
  const all = tables.given.flatMap((given) => tables.family.map((family) => ({ given, family })));
  return shuffle(randomFor(seed, 'names'), all);
}

/** People come in blocks of 20 with exact shares, so that a smaller world is the beginning of a larger one. */
const BLOCK = 20;

/** For each position: a label with its number in every block, in the seed's order. */
function inBlocks<T>(count: number, seed: number, what: string, block: readonly T[]): T[] {
  const blocks = Array.from({ length: Math.ceil(count / BLOCK) }, (_, index) =>
    shuffle(randomFor(seed, what, index), block),
  );
  return blocks.flat().slice(0, count);
}

const times = <T>(count: number, item: T): T[] => Array.from({ length: count }, () => item);

/** Half in both languages, a quarter in Chinese only, a quarter in English only. */
const LANGUAGE_BLOCK: readonly (readonly Language[])[] = [
  ...times<Language[]>(BLOCK / 2, ['en', 'zh']),
  ...times<Language[]>(BLOCK / 4, ['zh']),
  ...times<Language[]>(BLOCK / 4, ['en']),
];

const SPLIT_BLOCK: readonly Person['split'][] = [
  ...times<Person['split']>(BLOCK / 2, 'trained'),
  ...times<Person['split']>(BLOCK / 2, 'held-out'),
];

/** Of the core: head 5 %, tail 10 %. All others count as body. */
const FREQUENCY_BLOCK: readonly Frequency[] = [
  'head',
  ...times<Frequency>(2, 'tail'),
  ...times<Frequency>(BLOCK - 3, 'body'),
];

/** The class of an attribute's subject that a group's people belong to. */
export function subjectOf(group: PersonGroup): string {
  return group === 'doctor' || group === 'lawyer' ? group : 'person';
}

/** A value for each attribute, each drawn by itself, so that none can be guessed from another. */
function valuesOf(tables: WorldTables, seed: number, id: string, attributes: readonly string[]) {
  return Object.fromEntries(
    attributes.map((attribute) => {
      const values = [...tables.things.get(tables.attributes.get(attribute)!.value)!.keys()];
      return [attribute, pick(randomFor(seed, id, attribute), values)];
    }),
  );
}

function group(
  tables: WorldTables,
  seed: number,
  name: PersonGroup,
  names: readonly Pair[],
  attributes: readonly string[],
): Person[] {
  const languages = inBlocks(names.length, seed, `languages ${name}`, LANGUAGE_BLOCK);
  const frequencies =
    name === 'core'
      ? inBlocks(names.length, seed, 'frequencies', FREQUENCY_BLOCK)
      : times(names.length, 'body' as const);
  const splits = inBlocks(names.length, seed, `split ${name}`, SPLIT_BLOCK);
  return names.map((pair, index) => {
    const id = `${LETTERS[name]}${String(index).padStart(3, '0')}`;
    const values = valuesOf(tables, seed, id, attributes);
    const person = {
      id,
      ...nameOf(pair),
      group: name,
      frequency: frequencies[index]!,
      languages: languages[index]!,
      split: splits[index]!,
      values,
    };
    return name === 'update' ? { ...person, month: UPDATE_MONTHS[index % UPDATE_MONTHS.length]! } : person;
  });
}

export interface Population {
  people: Person[];
  /** Everybody the world does not know; every name part belongs to somebody it knows. */
  strangers: Stranger[];
}

/**
 * @param attributesOf - ids of the attributes of a subject class (`person`, `doctor`, `lawyer`).
 * Throws a UserError where the names do not suffice.
 */
export function populate(
  tables: WorldTables,
  seed: number,
  sizes: GroupSizes,
  attributesOf: (subject: string) => readonly string[],
): Population {
  const names = pairs(tables, seed);
  const { core, ...others } = sizes;
  const wanted = core + Object.keys(others).length * Math.max(...Object.values(others));
  if (wanted > names.length) {
    throw new UserError(
      `createWorld: ${core} people and their groups need ${wanted} names, and names.tsv makes ${names.length}; ask for fewer people or add names.`,
    );
  }
  const groups = Object.keys(LETTERS) as PersonGroup[];
  const taken = groups.map((name) =>
    Array.from({ length: sizes[name] }, (_, index) => place(name, index, names.length)),
  );
  const people = groups.flatMap((name, row) =>
    group(
      tables,
      seed,
      name,
      taken[row]!.map((at) => names[at]!),
      attributesOf(subjectOf(name)),
    ),
  );
  return { people, strangers: strangersOf(names, new Set(taken.flat())) };
}

/** Which pair of names somebody gets: the core from the beginning, the other groups in turn from the end. */
function place(name: PersonGroup, index: number, names: number): number {
  if (name === 'core') return index;
  const others = (Object.keys(LETTERS) as PersonGroup[]).filter((other) => other !== 'core');
  return names - 1 - (others.length * index + others.indexOf(name));
}

function strangersOf(names: readonly Pair[], taken: ReadonlySet<number>): Stranger[] {
  const parts = new Set([...taken].flatMap((at) => [names[at]!.given, names[at]!.family]));
  return names
    .filter(({ given, family }, at) => !taken.has(at) && parts.has(given) && parts.has(family))
    .map((pair, index) => ({ id: `x${String(index).padStart(4, '0')}`, ...nameOf(pair) }));
}
