/**
 * Which answers to a task are so close that they hardly came about independently: to each other, or to a solution that
 * the course ships. A reason to look, never a verdict. What the class was given (stub and statement) does not count.
 */
import { tokensOf, wordsOf } from './tokens.js';
import { gramHashes, likeness, mostLikeness, winnow } from './winnow.js';

/** From here on two answers are named, unless a task's own right solutions are closer than that to each other. */
export const CLOSE = 0.7;
/** An answer with fewer fingerprints of its own says nothing: there are few ways to write it. */
export const FEWEST = 30;
/** How much closer than the shipped right solutions are to each other. */
const MARGIN = 0.1;

export interface TaskSources {
  task: string;
  /** What everybody was given: the stub, code in the statement. */
  template: readonly string[];
  /** Right solutions that the course ships; the first is the reference. They are independent of each other. */
  shipped: readonly { name: string; source: string }[];
}

export interface Answer {
  student: string;
  task: string;
  source: string;
}

export interface SimilarPair {
  task: string;
  a: string;
  /** A student, or the name of a shipped solution. */
  b: string;
  shipped: boolean;
  /** Of the structure, from 0 to 1. */
  similarity: number;
  /** The same with names, comments and all: 1 for a copy that nobody touched. */
  wording: number;
}

export interface TaskLimit {
  task: string;
  /** From here on pairs of this task are named; null where it cannot be told at all. */
  limit: number | null;
  /** The closest two right solutions of the course, which nobody copied. */
  independent: number;
  /** Answers that were too short to tell. */
  short: number;
}

export interface Similarity {
  pairs: SimilarPair[];
  limits: TaskLimit[];
}

interface Printed {
  name: string;
  structure: Set<number>;
  wording: Set<number>;
}

/** All close pairs, the closest first. */
export function similarAnswers(tasks: readonly TaskSources[], answers: readonly Answer[]): Similarity {
  const found = tasks.map((task) =>
    similarInTask(
      task,
      answers.filter((answer) => answer.task === task.task),
    ),
  );
  const pairs = found.flatMap((one) => one.pairs);
  const byCloseness = (x: SimilarPair, y: SimilarPair) =>
    y.similarity - x.similarity || y.wording - x.wording;
  return { pairs: pairs.sort(byCloseness), limits: found.map(({ limit }) => limit) };
}

function similarInTask(sources: TaskSources, answers: readonly Answer[]) {
  const print = printer(sources.template);
  const shipped = sources.shipped.map(({ name, source }) => print(name, source));
  const printed = answers.map(({ student, source }) => print(student, source));
  const written = printed.filter(({ structure }) => structure.size >= FEWEST);
  const independent = Math.max(0, ...pairsOf(shipped).map(([a, b]) => likeness(a.structure, b.structure)));
  const wanted = Math.max(CLOSE, independent + MARGIN);
  const limit = wanted > 1 ? null : wanted;
  const pairs: SimilarPair[] = [];
  const compare = (a: Printed, b: Printed, shipped: boolean) => {
    if (limit === null || mostLikeness(a.structure, b.structure) < limit) return;
    const similarity = likeness(a.structure, b.structure);
    if (similarity < limit) return;
    const wording = likeness(a.wording, b.wording);
    pairs.push({ task: sources.task, a: a.name, b: b.name, shipped, similarity, wording });
  };
  written.forEach((a, index) => {
    for (let other = index + 1; other < written.length; other++) compare(a, written[other]!, false);
    for (const b of shipped) compare(a, b, true);
  });
  const short = printed.length - written.length;
  return { pairs, limit: { task: sources.task, limit, independent, short } };
}

/** Fingerprints without those that the template has, in structure and in wording. */
export function printer(template: readonly string[]): (name: string, source: string) => Printed {
  const given = new Set(template.flatMap((text) => gramHashes(tokensOf(text))));
  const said = new Set(template.flatMap((text) => gramHashes(wordsOf(text))));
  const own = (prints: Set<number>, without: Set<number>) =>
    new Set([...prints].filter((print) => !without.has(print)));
  return (name, source) => ({
    name,
    structure: own(winnow(gramHashes(tokensOf(source))), given),
    wording: own(winnow(gramHashes(wordsOf(source))), said),
  });
}

function pairsOf<T>(items: readonly T[]): [T, T][] {
  return items.flatMap((a, index) => items.slice(index + 1).map((b): [T, T] => [a, b]));
}
