/**
 * One source on a task's visible cases and hidden checks, in this very process: for code of the course alone (mutants,
 * the author's alternatives), thousands of times faster than a confined process for each group.
 */
import { seededRandom, type Random } from '../../random.js';
import { compare } from '../compare.js';
import { collect } from '../hidden/collect.js';
import type { GradedTask } from '../hidden/course.js';
import { normals, tensor } from '../hidden/judging.js';
import type { Kit } from '../hidden/kit.js';
import { loadReference, type Reference } from '../hidden/reference.js';
import { runCheck } from '../hidden/run-check.js';
import { seedOf } from '../hidden/seeds.js';
import { referenceSubject } from '../hidden/subject.js';

/** What a `hidden.js` may export beside its checks, as properties of the function. */
export interface InputDrawing {
  /** One call, `[name, ...args]`, as a learner could meet it. Mutants that agree on 10,000 of them are equal. */
  draw?: (kit: Pick<Kit, 'random' | 'normal' | 'tensor'>) => [name: string, ...args: unknown[]];
  /** See `compare`; of answers that are equal. */
  tolerance?: number;
}

/** A "failure" that is none of a check. */
export const NOT_LOADED = 'the cell does not load';

/** A bound on a check of code that waits for ever; a loop is ended from outside. */
const CHECK_SECONDS = 60;

/**
 * @param hiddenOnly - leave the visible cases out: they carry no points.
 * @returns the first check that the source does not pass, or undefined where it passes all.
 */
export async function firstFailure(
  graded: GradedTask,
  source: string,
  { secret, hiddenOnly = false }: { secret: string; hiddenOnly?: boolean },
): Promise<string | undefined> {
  let subject: Reference;
  try {
    subject = await loadReference(source, graded.cases.exports, graded.place.task);
  } catch {
    return NOT_LOADED;
  }
  const visible = hiddenOnly ? undefined : await failingCase(graded, subject);
  return visible ?? failingCheck(graded, subject, secret);
}

async function failingCase({ cases }: GradedTask, subject: Reference): Promise<string | undefined> {
  for (const one of cases.visible) {
    try {
      const { value, args } = await subject.callWithArguments(one.call, one.args);
      const isRight = compare(one.expected, value, one.tolerance) === undefined;
      const isKept = one.unchangedArguments !== true || compare(one.args, args, 0) === undefined;
      if (!isRight || !isKept) return one.name;
    } catch {
      return one.name; // It threw, whatever it was.
    }
  }
  return undefined;
}

async function failingCheck(
  { hidden, reference, place }: GradedTask,
  subject: Reference,
  secret: string,
): Promise<string | undefined> {
  const seed = (...parts: string[]) => seedOf(secret, place.task, ...parts);
  const collected = collect(hidden, reference, seed);
  for (const group of collected.groups) {
    for (const check of group.checks) {
      const random = seededRandom(seed(group.title, check.title));
      const scene = { subject: referenceSubject(subject), random, open: 0 };
      const { outcome } = await runCheck(check, collected, scene, CHECK_SECONDS);
      if (outcome !== 'passed') return `${group.title}: ${check.title}`;
    }
  }
  return undefined;
}

/**
 * Whether the source answers as the reference does, on inputs of the task's own `draw`.
 * @returns the first call on which they differ, `undefined` where they agree, `no inputs` where the task draws none.
 */
export async function firstDifference(
  { hidden, reference, cases, place }: GradedTask,
  source: string,
  { inputs, secret }: { inputs: number; secret: string },
): Promise<string | undefined> {
  const { draw, tolerance } = hidden as unknown as InputDrawing;
  if (draw === undefined) return 'no inputs are drawn for this task';
  const subject = await loadReference(source, cases.exports, place.task);
  const random: Random = seededRandom(seedOf(secret, place.task, 'inputs'));
  const kit = { random, normal: (count: number) => normals(random, count), tensor };
  for (let i = 0; i < inputs; i++) {
    const [name, ...args] = draw(kit);
    const [wanted, came] = [await answerOf(reference, name, args), await answerOf(subject, name, args)];
    if (compare(wanted, came, tolerance) !== undefined) return JSON.stringify([name, ...args]).slice(0, 300);
  }
  return undefined;
}

async function answerOf(subject: Reference, name: string, args: unknown[]): Promise<unknown> {
  try {
    return await subject.callWithArguments(name, args);
  } catch {
    return 'it threw';
  }
}
