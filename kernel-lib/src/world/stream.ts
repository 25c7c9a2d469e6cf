/** Documents one after another, each made from (tables, seed, position) alone. */
import { shuffle, type Random } from '../random.js';
import type { WorldDocument, WorldSentence } from './document.js';
import type { Fact, Speaker } from './facts.js';
import type { Person } from './people.js';
import { deck, type Material, type Slot } from './schedule.js';
import { randomFor } from './seeds.js';
import type { WorldTables } from './tables/types.js';
import { fill, type Words } from './wording.js';

/** What makes documents out of slots. */
export interface Writer {
  tables: WorldTables;
  speaker: Speaker;
  material: Material;
  factsOf(person: Person): readonly Fact[];
}

function titleOf({ tables, speaker }: Writer, slot: Slot, choice: number): string {
  const { kind, language } = slot;
  const titles = tables.titles[kind][language];
  const [a, b] = 'people' in slot ? slot.people : [];
  const month = kind === 'news' ? speaker.subjectName(slot.facts[0]!)[language] : '';
  const words: Words = { a: a?.name[language] ?? '', b: b?.name[language] ?? '', month };
  return fill(titles[Math.floor(choice * titles.length)]!, words);
}

/** The sentences of a slot; a drawn order mixes those of two people. */
function sentencesOf(writer: Writer, slot: Slot, random: Random): WorldSentence[] {
  if (slot.kind === 'work') return slot.sentences.map(({ text }) => ({ text, facts: [] }));
  const facts = 'people' in slot ? slot.people.flatMap((person) => writer.factsOf(person)) : slot.facts;
  return shuffle(random, facts).map((fact) => ({
    text: writer.speaker.sentence(fact, slot.language, random()),
    facts: [fact.id],
  }));
}

/** People of the slot, and of its facts: a doctor, a winner. */
function peopleOf(slot: Slot, { speaker }: Writer): string[] {
  if (slot.kind === 'work') return [];
  if ('people' in slot) return slot.people.map(({ id }) => id);
  return [...new Set(slot.facts.flatMap((fact) => speaker.peopleIn(fact)))];
}

/** The document of a slot at a position. */
function write(writer: Writer, slot: Slot, position: number): WorldDocument {
  const random = randomFor(writer.material.seed, 'document', position);
  return {
    id: `w${String(position).padStart(7, '0')}`,
    kind: slot.kind,
    language: slot.language,
    title: titleOf(writer, slot, random()),
    sentences: sentencesOf(writer, slot, random),
    people: peopleOf(slot, writer),
  };
}

/** Where a stream begins, ends, and turns from one person a document to two. */
export interface Span {
  from: number;
  count: number;
  /** Position from which on half of the biographies are mixed. */
  mixedFrom: number;
}

/** The documents at the positions of a span. */
export function* stream(writer: Writer, { from, count, mixedFrom }: Span): Generator<WorldDocument> {
  const end = from + count;
  let start = 0;
  for (let epoch = 0; start < end; epoch++) {
    const mixed = start >= mixedFrom;
    const slots = deck(writer.material, epoch, mixed);
    if (slots.length === 0) return;
    const stop = Math.min(start + slots.length, mixed ? Infinity : mixedFrom, end);
    for (let position = Math.max(start, from); position < stop; position++) {
      yield write(writer, slots[position - start]!, position);
    }
    start = Math.min(start + slots.length, mixed ? Infinity : mixedFrom);
  }
}

/**
 * The documents of so many epochs.
 * @param mixedFrom - position from which on they are mixed; default the beginning of the second half of the epochs.
 */
export function epochSpan(material: Material, epochs: number, mixedFrom?: number): Span {
  const plain = Math.ceil(epochs / 2);
  let count = 0;
  let turn = mixedFrom;
  for (let epoch = 0; epoch < epochs; epoch++) {
    if (mixedFrom === undefined && epoch === plain) turn = count;
    const mixed = count >= (turn ?? Infinity);
    const next = count + deck(material, epoch, mixed).length;
    count = mixed ? next : Math.min(next, turn ?? Infinity);
  }
  return { from: 0, count, mixedFrom: turn ?? count };
}
