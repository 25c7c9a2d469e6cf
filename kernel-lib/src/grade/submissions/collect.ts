/** Brings what a platform gives back into `<student_id>/<lesson>.ipynb`, and remembers where each came from. */
import { createHash } from 'node:crypto';
import { readFile, realpath } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { UserError } from '../../errors.js';
import { fileExists, writeAtomic } from '../../files.js';
import { stableJson } from '../../notebook/json.js';
import { COLLECTED, parseCollected, type CollectedFile } from './collected.js';
import { LARGEST_NOTEBOOK, Refused } from './limits.js';
import { readHandIns, type ReadSubmission } from './read.js';
import { identify, type RosterStudent } from './roster.js';

export interface CollectOptions {
  /** The instructor's course. */
  root: string;
  /** Made where it is not there; what an earlier collect brought stays. */
  out: string;
  roster?: readonly RosterStudent[];
  lesson?: string;
}

export interface CollectReport {
  /** Written now, with its entry in `collected.json`. */
  written: CollectedFile[];
  /** Was there already, byte for byte. */
  unchanged: CollectedFile[];
  /** Left alone, and why: a later one is there, or somebody changed the copy. */
  kept: { file: string; reason: string }[];
  unreadable: CollectedFile[];
  /** Names that mean no one student of the roster. They were collected under that name. */
  unknown: { name: string; reason: string }[];
  /** Students of the roster of whom nothing was found, for each lesson. */
  missing: { lesson: string; student_id: string }[];
  /** Sentences about things that belong to no student. */
  notices: string[];
}

/** Run twice on the same sources, the second changes nothing. */
export async function collect(sources: readonly string[], options: CollectOptions): Promise<CollectReport> {
  const { root, out, roster, lesson } = options;
  await refuseInside(sources, out);
  const report: CollectReport = {
    written: [],
    unchanged: [],
    kept: [],
    unreadable: [],
    unknown: [],
    missing: [],
    notices: [],
  };
  const before = await collectedBefore(out);
  const entries = new Map(before.map((entry) => [keyOf(entry), entry]));
  const read = readHandIns(sources, {
    root,
    ...(lesson === undefined ? {} : { lesson }),
    nameOf: (name) => folderName(name, roster, report.unknown),
    notice: (sentence) => report.notices.push(sentence),
  });
  for await (const one of read) {
    const entry = await bring(one, out, entries, report);
    if (entry !== undefined) entries.set(keyOf(entry), entry);
  }
  const files = [...entries.values()].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  await writeIfOther(join(out, COLLECTED), `${stableJson({ schema: 'blossom/collected/v1', files })}\n`);
  report.missing = missingFrom(roster ?? [], files, lesson);
  return report;
}

const keyOf = ({ student, lesson }: { student: string; lesson: string }) => `${student}/${lesson}`;

async function refuseInside(sources: readonly string[], out: string): Promise<void> {
  const real = (path: string) => realpath(path).catch(() => resolve(path));
  const target = await real(out);
  for (const source of sources) {
    const way = relative(await real(source), target);
    if (way !== '' && (way === '..' || way.startsWith(`..${sep}`))) continue;
    throw new UserError(
      `${out} lies in ${source}, which is collected; choose a folder elsewhere with --out.`,
    );
  }
}

async function collectedBefore(out: string): Promise<CollectedFile[]> {
  const path = join(out, COLLECTED);
  return (await fileExists(path)) ? parseCollected(await readFile(path, 'utf8')) : [];
}

/** The student_id; without a roster, or for somebody unknown, the name with what no system allows in one escaped. */
function folderName(
  name: string,
  roster: readonly RosterStudent[] | undefined,
  unknown: CollectReport['unknown'],
): string {
  const { student_id, matches } = roster === undefined ? { matches: 0 } : identify(name, roster);
  if (student_id !== undefined) return student_id;
  if (roster !== undefined && !unknown.some((one) => one.name === name)) {
    const reason =
      matches === 0 ? 'nobody on the roster has this name' : `${matches} on the roster have this name`;
    unknown.push({ name, reason });
  }
  return name.replace(/[<>:"/\\|?*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}

async function bring(
  { submission, file, aside }: ReadSubmission,
  out: string,
  entries: ReadonlyMap<string, CollectedFile>,
  report: CollectReport,
): Promise<CollectedFile | undefined> {
  const { student, lesson, unreadable, submittedAt } = submission;
  const entry: CollectedFile = {
    student,
    lesson,
    from: file === undefined ? '' : [file.from, ...file.parts].join('/'),
    said: aside,
    ...(submittedAt === undefined ? {} : { submittedAt }),
    ...(unreadable === undefined ? {} : { unreadable }),
  };
  if (unreadable !== undefined) report.unreadable.push(entry);
  const bytes = await file?.read(LARGEST_NOTEBOOK).catch((thrown: unknown) => {
    if (thrown instanceof Refused) return undefined;
    throw thrown;
  });
  const earlier = entries.get(keyOf(entry));
  // What cannot be copied must not take the place of what could.
  if (bytes === undefined) return earlier?.file === undefined ? entry : undefined;
  const complete = { ...entry, file: `${student}/${lesson}.ipynb`, sha256: sha256(bytes) };
  if (!(await place(bytes, complete, out, earlier, report))) return undefined;
  // The same file found again, perhaps where nobody dated it: what was known stays known.
  return earlier?.sha256 === complete.sha256 ? { ...complete, ...earlier } : complete;
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** @returns whether the file there is now the one of `entry`. */
async function place(
  bytes: Buffer,
  entry: CollectedFile & { file: string },
  out: string,
  earlier: CollectedFile | undefined,
  report: CollectReport,
): Promise<boolean> {
  const path = join(out, entry.file);
  const there = (await fileExists(path)) ? await readFile(path) : undefined;
  if (there?.equals(bytes) === true) {
    report.unchanged.push(entry);
    return true;
  }
  const reason = there === undefined ? undefined : reasonToKeep(there, entry, earlier);
  if (reason !== undefined) {
    report.kept.push({ file: entry.file, reason });
    return false;
  }
  await writeAtomic(path, bytes);
  report.written.push(entry);
  return true;
}

function reasonToKeep(
  there: Buffer,
  entry: CollectedFile,
  earlier: CollectedFile | undefined,
): string | undefined {
  if (earlier?.sha256 !== sha256(there)) return 'it is not as it was collected; delete it to collect it anew';
  const [old, fresh] = [earlier.submittedAt, entry.submittedAt];
  const later = old !== undefined && fresh !== undefined && old > fresh;
  return later ? `it was handed in later (${old}) than the one found now (${fresh})` : undefined;
}

async function writeIfOther(path: string, text: string): Promise<void> {
  if ((await fileExists(path)) && (await readFile(path, 'utf8')) === text) return;
  await writeAtomic(path, text);
}

function missingFrom(
  roster: readonly RosterStudent[],
  files: readonly CollectedFile[],
  wanted: string | undefined,
): CollectReport['missing'] {
  const lessons = wanted === undefined ? [...new Set(files.map(({ lesson }) => lesson))].sort() : [wanted];
  const there = new Set(files.map(keyOf));
  return lessons.flatMap((lesson) =>
    roster
      .filter(({ student_id }) => !there.has(keyOf({ student: student_id, lesson })))
      .map(({ student_id }) => ({ lesson, student_id })),
  );
}
