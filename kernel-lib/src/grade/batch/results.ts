/**
 * The folder of a graded class: `results.jsonl`, and `submissions.jsonl` with the answers that they are about, so that
 * a regrade and the reports need nothing else. A student's last line of a lesson counts.
 */
import { join } from 'node:path';
import { UserError } from '../../errors.js';
import { fileExists } from '../../files.js';
import type { GradeResult, GradeState, Submission } from '../grading.js';
import { Lines } from './lines.js';
import { lockFolder, type FolderLock } from './lock.js';

/** What a result is a pure function of. */
export interface ResultKey {
  submission: string;
  checks: string;
  seed: string;
  isolation: string;
}

export interface Results {
  readonly folder: string;
  /** What was unusual in the files, in sentences: a torn line. */
  readonly warnings: readonly string[];
  /** Students and lessons that have a result. */
  readonly size: number;
  /** The last result of each student and lesson, one after the other, by student and lesson. */
  latest(): AsyncGenerator<GradeResult>;
  /** The last submission of each student and lesson that was graded, in the same order. */
  submissions(): AsyncGenerator<Submission>;
  result(student: string, lesson: string): Promise<GradeResult | undefined>;
  submission(student: string, lesson: string): Promise<Submission | undefined>;
  /** The state of the last result where it is of this very key; undefined where there is none. */
  current(student: string, lesson: string, key: ResultKey): GradeState | undefined;
  close(): Promise<void>;
}

export interface WritableResults extends Results {
  /** Aborted where the folder's lock was lost. */
  readonly lost: AbortSignal;
  /** Settles once the line is on the disk. */
  append(result: GradeResult): Promise<void>;
  /** Keeps a submission, unless the same one is kept already. */
  keep(submission: Submission): Promise<void>;
}

/** Opens the results for reading, also while a batch goes on; throws a UserError where there are none. */
export async function openResults(folder: string): Promise<Results> {
  if (!(await fileExists(join(folder, RESULTS)))) {
    throw new UserError(
      `There are no results in ${folder}: grade first, with npx blossom grade SUBMISSIONS --out ${folder}.`,
    );
  }
  return openStore(folder, false);
}

/** Opens the results for a batch, alone: throws a UserError where another batch writes them. Makes the folder. */
export async function openResultsToWrite(folder: string): Promise<WritableResults> {
  const lock = await lockFolder(folder);
  try {
    return await openStore(folder, true, lock);
  } catch (thrown) {
    await lock.release();
    throw thrown;
  }
}

const RESULTS = 'results.jsonl';
const SUBMISSIONS = 'submissions.jsonl';

/** No name of a file, a folder or a student has a NUL. */
const keyOf = ({ student, lesson }: { student: string; lesson: string }) => `${student}\0${lesson}`;

const tagOfKey = ({ submission, checks, seed, isolation }: ResultKey) =>
  [submission, checks, seed, isolation].join(' ');

/** Two submissions with one tag need no second line. */
const tagOfSubmission = ({ hash, warnings, submittedAt }: Submission) =>
  [hash, submittedAt ?? '', ...warnings].join('\n');

async function openStore(folder: string, write: boolean, lock?: FolderLock): Promise<WritableResults> {
  const results = await Lines.open<GradeResult>(join(folder, RESULTS), {
    keyOf,
    tagOf: (result) => `${result.state} ${tagOfKey(result)}`,
    write,
  });
  const kept = await openSubmissions(folder, write);
  return {
    folder,
    warnings: [...results.warnings, ...(kept?.warnings ?? [])],
    get size() {
      return results.size;
    },
    lost: lock?.lost ?? new AbortController().signal,
    latest: () => results.latest(),
    submissions: () => kept?.latest() ?? none(),
    result: (student, lesson) => results.read(keyOf({ student, lesson })),
    submission: async (student, lesson) => kept?.read(keyOf({ student, lesson })),
    current: (student, lesson, key) => stateIn(results.tag(keyOf({ student, lesson })), key),
    append: (result) => results.append(result),
    async keep(submission) {
      if (kept?.tag(keyOf(submission)) !== tagOfSubmission(submission)) await kept?.append(submission);
    },
    async close() {
      await Promise.all([results.close(), kept?.close()]);
      await lock?.release();
    },
  };
}

/** Results that somebody copied alone have no submissions beside them. */
async function openSubmissions(folder: string, write: boolean): Promise<Lines<Submission> | undefined> {
  const path = join(folder, SUBMISSIONS);
  if (!write && !(await fileExists(path))) return undefined;
  return Lines.open<Submission>(path, { keyOf, tagOf: tagOfSubmission, write });
}

function stateIn(tag: string | undefined, key: ResultKey): GradeState | undefined {
  const wanted = tagOfKey(key);
  return (['graded', 'ungraded'] as const).find((state) => tag === `${state} ${wanted}`);
}

async function* none(): AsyncGenerator<never> {
  // No file, no lines.
}
