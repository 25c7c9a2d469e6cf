/** A class from what was handed in to results: reads all, grades what is not current, and sums up. */
import type { GradeResult, Submission } from '../grading.js';
import { gradeAll, type BatchProgress, type GradeOne, type LessonKey } from './grade-all.js';
import type { WritableResults } from './results.js';
import { ClassSummary } from './summary.js';

export interface GradeClassOptions {
  store: WritableResults;
  gradeOne: GradeOne;
  lessonKey(lesson: string): Promise<LessonKey>;
  workers: number;
  /** `total` is known once all has been read; until then `done` counts what was read. */
  onProgress?(progress: ClassProgress): void;
  signal?: AbortSignal;
}

export type ClassProgress =
  { phase: 'reading'; done: number } | ({ phase: 'grading'; total: number } & BatchProgress);

/** Kept submissions share a write to the disk by so many. */
const KEPT_AT_ONCE = 64;

interface Who {
  student: string;
  lesson: string;
}

/** Reads all before the first is graded: then the total is known, and of two submissions of one student the last counts. */
export async function gradeClass(
  submissions: AsyncIterable<Submission>,
  options: GradeClassOptions,
): Promise<ClassSummary> {
  const who = new Map<string, Who>();
  let pending: Promise<void>[] = [];
  for await (const submission of submissions) {
    if (options.signal?.aborted === true) break;
    const { student, lesson } = submission;
    who.set(`${student}\0${lesson}`, { student, lesson });
    pending.push(options.store.keep(submission));
    options.onProgress?.({ phase: 'reading', done: who.size });
    if (pending.length < KEPT_AT_ONCE) continue;
    await Promise.all(pending);
    pending = [];
  }
  await Promise.all(pending);
  return gradeKept([...who.values()], options);
}

/** All whose last result is not of today's checks, seed and isolation; the rest stays as it is. */
export async function regradeClass(
  options: GradeClassOptions & { lesson?: string; students?: readonly string[] },
): Promise<ClassSummary> {
  const who: Who[] = [];
  for await (const { student, lesson } of options.store.submissions()) {
    if (options.lesson !== undefined && lesson !== options.lesson) continue;
    if (options.students !== undefined && !options.students.includes(student)) continue;
    who.push({ student, lesson });
  }
  return gradeKept(who, options);
}

async function gradeKept(who: readonly Who[], options: GradeClassOptions): Promise<ClassSummary> {
  const { store, onProgress, ...rest } = options;
  const summary = new ClassSummary();
  const progress = await gradeAll(keptOf(who, store), {
    ...rest,
    store,
    onProgress: (now) => onProgress?.({ phase: 'grading', total: who.length, ...now }),
    onResult: (result, before) => summary.compare(result, before),
  });
  for (const { student, lesson } of who) {
    const result: GradeResult | undefined = await store.result(student, lesson);
    if (result !== undefined) summary.add(result);
  }
  summary.end(progress, who.length);
  return summary;
}

async function* keptOf(who: readonly Who[], store: WritableResults): AsyncGenerator<Submission> {
  for (const { student, lesson } of who) yield (await store.submission(student, lesson))!;
}
