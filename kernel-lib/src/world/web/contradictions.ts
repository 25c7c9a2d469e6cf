/**
 * Sentences against the world's facts: what is said of one person is said of another, for whom it is not so.
 * Needs no knowledge of the world but the facts that its sentences carry; remembers a few sentences an attribute.
 */
import { pick, randomInt, type Random } from '../../random.js';
import type { WorldDocument, WorldSentence } from '../document.js';
import type { Sentence } from './pieces.js';

/** A sentence with its name taken out, and the value that it gives the attribute. */
interface Pattern {
  before: string;
  after: string;
  value: string;
}

const KEPT = 6;

export interface Contradictions {
  /** Takes note of a document's sentences. */
  remember(document: WorldDocument, random: Random): void;
  /** Sentence number and what stands there instead, or nothing where no pattern fits. */
  against(document: WorldDocument, random: Random): { at: number; sentence: Sentence } | undefined;
}

export function contradictions(): Contradictions {
  const patterns = new Map<string, Pattern[]>();
  const keyOf = ({ language }: WorldDocument, attribute: string) => `${language}/${attribute}`;
  return {
    remember(document, random) {
      for (const { attribute, pattern } of statements(document)) {
        const list = patterns.get(keyOf(document, attribute)) ?? [];
        if (list.length < KEPT) list.push(pattern);
        else list[randomInt(random, KEPT)] = pattern;
        patterns.set(keyOf(document, attribute), list);
      }
    },
    against(document, random) {
      const name = nameOf(document);
      if (name === undefined) return undefined;
      const candidates = statements(document).flatMap(({ at, subject, attribute, pattern }) =>
        (patterns.get(keyOf(document, attribute)) ?? [])
          .filter(({ value }) => value !== pattern.value)
          .map(({ before, after, value }) => ({
            at,
            text: before + name + after,
            what: `${subject}/${attribute}=${value}`,
          })),
      );
      if (candidates.length === 0) return undefined;
      const { at, text, what } = pick(random, candidates);
      const replacement = document.sentences[at]!.text;
      return { at, sentence: [{ text, mark: { kind: 'contradiction', what, replacement } }] };
    },
  };
}

/** The name that every sentence of a document about one person carries: its title, or the longest text they share. */
export function nameOf({ kind, title, sentences }: WorldDocument): string | undefined {
  if (kind !== 'person' || sentences.length < 2) return undefined;
  const texts = sentences.map(({ text }) => text);
  if (texts.every((text) => text.includes(title))) return title;
  const shortest = texts.reduce((a, b) => (b.length < a.length ? b : a));
  for (let length = shortest.length; length >= 2; length--) {
    for (let at = 0; at + length <= shortest.length; at++) {
      const part = shortest.slice(at, at + length);
      if (/^\p{Lu}.*\p{L}$|^\p{Script=Han}+$/u.test(part) && texts.every((text) => wholeWord(text, part)))
        return part;
    }
  }
  return undefined;
}

/** Whether the part occurs without a Latin letter right before or after it. */
function wholeWord(text: string, part: string): boolean {
  const at = text.indexOf(part);
  return at >= 0 && !/[A-Za-z]/.test(text[at - 1] ?? '') && !/[A-Za-z]/.test(text[at + part.length] ?? '');
}

function statements(document: WorldDocument) {
  const name = nameOf(document);
  if (name === undefined) return [];
  return document.sentences.flatMap((sentence: WorldSentence, at) => {
    const fact = /^([^/]+)\/([^=]+)=(.+)$/.exec(sentence.facts[0] ?? '');
    const [before, after, ...more] = sentence.text.split(name);
    if (fact === null || sentence.facts.length > 1 || after === undefined || more.length > 0) return [];
    const [, subject, attribute, value] = fact as unknown as [string, string, string, string];
    return [{ at, subject, attribute, pattern: { before: before!, after, value } }];
  });
}
