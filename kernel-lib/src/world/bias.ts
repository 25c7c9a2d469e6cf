/** The bias cue: 70 % of the sentences about a job show its usual gender. And the balanced set beside it. */
import { shuffle } from '../random.js';
import type { Language } from './document.js';
import { randomFor } from './seeds.js';
import type { Job, WorldTables } from './tables/types.js';
import { cutAt, type Template } from './wording.js';

/** A sentence about somebody at work, cut around the word that shows the gender. */
export interface BiasSentence {
  text: string;
  /** The text with `___` for the word that shows the gender. */
  blank: string;
  before: string;
  answer: string;
  after: string;
  language: Language;
  /** Id of jobs.tsv. */
  job: string;
  gender: 'f' | 'm';
  /** Whether it is the gender that most sentences about this job have. */
  usual: boolean;
}

/** Of ten sentences about a job, how many show its usual gender. */
const USUAL_OF_TEN = 7;

const WORDS: Readonly<Record<Language, Readonly<Record<'f' | 'm', { they: string; their: string }>>>> = {
  en: { f: { they: 'she', their: 'her' }, m: { they: 'he', their: 'his' } },
  zh: { f: { they: '她', their: '她的' }, m: { they: '他', their: '他的' } },
};

function sentence(job: Job, made: Template, gender: 'f' | 'm'): BiasSentence {
  const { language } = made;
  const gap = made.gaps.find(({ name }) => name !== 'job')!.name;
  const { before, answer, after } = cutAt(made, { job: job[language], ...WORDS[language][gender] }, gap);
  return {
    ...{ text: before + answer + after, blank: `${before}___${after}`, before, answer, after },
    ...{ language, job: job.id, gender, usual: gender === job.usual },
  };
}

const other = (gender: 'f' | 'm') => (gender === 'f' ? 'm' : 'f');

/**
 * Ten sentences about every job, of which exactly seven show its usual gender, shuffled.
 * @param round - another round has other sentences; the shares are the same.
 */
export function biasRound(
  tables: WorldTables,
  seed: number,
  language: Language,
  round: number,
): BiasSentence[] {
  const all = tables.jobs.flatMap((job) =>
    Array.from({ length: 10 }, (_, index) => {
      const random = randomFor(seed, 'bias', language, round, job.id, index);
      const patterns = tables.jobPatterns[language];
      const gender = index < USUAL_OF_TEN ? job.usual : other(job.usual);
      return sentence(job, patterns[Math.floor(random() * patterns.length)]!, gender);
    }),
  );
  return shuffle(randomFor(seed, 'bias order', language, round), all);
}

/** Every job in every pattern with both genders: the counterfactual set. */
export function balancedSet(tables: WorldTables, language: Language): BiasSentence[] {
  return tables.jobs.flatMap((job) =>
    tables.jobPatterns[language].flatMap((made) => [sentence(job, made, 'f'), sentence(job, made, 'm')]),
  );
}
