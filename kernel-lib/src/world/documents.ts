/** Which documents to make: kinds, groups and months, how many, and from where on they mix two people. */
import { UserError } from '../errors.js';
import { readOptions, rule, type Rule } from '../options.js';
import type { DocumentKind, WorldDocument } from './document.js';
import type { Fact, Speaker } from './facts.js';
import type { Person, PersonGroup } from './people.js';
import { epochSpan, stream, type Span, type Writer } from './stream.js';
import { KINDS } from './tables/columns.js';
import type { WorldTables } from './tables/types.js';

export interface DocumentOptions {
  /** Documents to make. Give this or `epochs`; default one epoch. */
  count?: number;
  /** Times that everybody is written about. */
  epochs?: number;
  /** Position of the first document; those before are skipped, not changed. Default 0. */
  from?: number;
  /** Position from which on half of the biographies mix two people; default half of the documents (or epochs). */
  mixedFrom?: number;
  /** Kinds of documents; default all but `work`. `people` comes with `person`. */
  kinds?: readonly DocumentKind[];
  /** Groups that documents of the kind `person` are about; default core, singleton and update. */
  groups?: readonly PersonGroup[];
  /** Months (1 to 12) whose news, and whose new people, may appear; default 1 to 6. */
  months?: readonly number[];
  /** How often an epoch states a fact that is not about a person of `groups`; default 2. */
  factWeight?: number;
}

const listOf = (allowed: readonly unknown[]): Rule => ({
  allows: (value) =>
    Array.isArray(value) && value.length > 0 && value.every((item) => allowed.includes(item)),
  words: `a list of ${allowed.join(', ')}`,
});
const GROUPS: readonly PersonGroup[] = ['core', 'singleton', 'update', 'doctor', 'lawyer'];
const MONTHS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] as const;
const DEFAULTS = {
  from: 0,
  kinds: KINDS.filter((kind) => kind !== 'work') as readonly DocumentKind[],
  groups: ['core', 'singleton', 'update'] as readonly PersonGroup[],
  months: MONTHS.slice(0, 6) as readonly number[],
  factWeight: 2,
};
const RULES: Readonly<Record<string, Rule>> = {
  count: rule.count,
  epochs: rule.count,
  from: rule.count,
  mixedFrom: rule.count,
  kinds: listOf(KINDS),
  groups: listOf(GROUPS),
  months: listOf(MONTHS),
  factWeight: rule.count,
};

/** A world, as far as documents are made of it. */
export interface Source {
  seed: number;
  tables: WorldTables;
  people: readonly Person[];
  facts: readonly Fact[];
  speaker: Speaker;
  factsOf(person: Person): readonly Fact[];
}

function writerFor(source: Source, options: typeof DEFAULTS): Writer {
  const { kinds, groups, months, factWeight } = options;
  const isNow = (month: number | undefined) => month === undefined || months.includes(month);
  const personal = kinds.includes('person') || kinds.includes('people');
  const people = source.people.filter(
    ({ group, month }) => personal && groups.includes(group) && isNow(month),
  );
  const facts = source.facts.filter(
    ({ kind, month }) => kind !== 'person' && kinds.includes(kind) && isNow(month),
  );
  const { tables, seed, speaker, factsOf } = source;
  return {
    tables,
    speaker,
    factsOf,
    material: { seed, tables, people, facts, factWeight, work: kinds.includes('work') },
  };
}

/** The checked options, as a writer and the positions to write. Throws a UserError for options that break a rule. */
export function readDocuments(source: Source, given: DocumentOptions = {}): { writer: Writer; span: Span } {
  const options = readOptions('documents', DEFAULTS, RULES, given);
  const writer = writerFor(source, options as typeof DEFAULTS);
  return { writer, span: spanOf(writer, options) };
}

function spanOf(writer: Writer, { count, epochs, from = 0, mixedFrom }: DocumentOptions): Span {
  if (count !== undefined && epochs !== undefined) {
    throw new UserError(`documents: count is ${count} and epochs is ${epochs}; give one of the two.`);
  }
  if (count !== undefined) return { from, count, mixedFrom: mixedFrom ?? Math.floor((from + count) / 2) };
  const whole = epochSpan(writer.material, epochs ?? 1, mixedFrom);
  return { ...whole, from, count: Math.max(0, whole.count - from) };
}

/** The documents, made anew each time that they are walked through. */
export function documentsOf(source: Source, given?: DocumentOptions): Iterable<WorldDocument> {
  const { writer, span } = readDocuments(source, given);
  return { [Symbol.iterator]: () => stream(writer, span) };
}
