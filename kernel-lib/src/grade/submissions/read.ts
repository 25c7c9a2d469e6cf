/**
 * From what a class hands in to one `Submission` for each student and lesson. Reads only: nothing is run, unpacked or
 * written, no link is followed, and one bad file never ends the rest.
 */
import { UserError } from '../../errors.js';
import type { Submission } from '../grading.js';
import { looseNotebook, type LooseNotebook } from './cells.js';
import { describeOthers, gather, type HandIn, type HandInFile } from './gather.js';
import { submissionHash } from './hash.js';
import { isLessonName } from './layouts.js';
import { LARGEST_HAND_IN, LARGEST_NOTEBOOK, megabytes, MOST_NOTEBOOKS, Refused } from './limits.js';
import { matchAnswers, namedTasks, type Matched } from './match.js';
import { stemOf } from './names.js';
import { quoted } from './found.js';
import { readTemplates, type Template } from './template.js';

export interface ReadOptions {
  /** The instructor's course: the folder that holds `solutions/`. */
  root: string;
  /** This lesson alone; hand-ins of others are left out. */
  lesson?: string;
  /** Whom a name in a layout means; by default the name itself. */
  nameOf?: (student: string) => string;
  /** Sentences about things that belong to no student. */
  notice?: (sentence: string) => void;
}

/** A submission with what it was read from. */
export interface ReadSubmission {
  submission: Submission;
  /** The file that was taken; missing where there was none. */
  file?: HandInFile;
  /** Those of the warnings that are not about the file's content: another name, two hand-ins. */
  aside: string[];
}

/** What is known of one file. */
interface Read {
  file: HandInFile;
  lesson: string;
  matched?: Matched;
  warnings: string[];
  unreadable?: string;
}

/**
 * Submissions in the order of the students' names and of the lessons. One student's files are in memory at a time.
 * Throws a UserError where a path does not exist or nothing was handed in at all.
 * @param paths - folders, notebooks and zip files, in any layout that `layouts.ts` knows.
 */
export async function* readSubmissions(
  paths: readonly string[],
  options: ReadOptions,
): AsyncGenerator<Submission> {
  for await (const { submission } of readHandIns(paths, options)) yield submission;
}

/** The same with the file that each was read from. */
export async function* readHandIns(
  paths: readonly string[],
  { root, lesson, nameOf, notice }: ReadOptions,
): AsyncGenerator<ReadSubmission> {
  const templates = await readTemplates(root, lesson);
  const { handIns, notices } = await gather(
    paths,
    templates.map((one) => one.lesson),
    nameOf,
  );
  for (const sentence of notices) notice?.(sentence);
  if (handIns.length === 0) {
    const why = notices.length > 0 ? ` ${notices[0]}` : '';
    throw new UserError(
      `Nothing was handed in in ${paths.join(', ')}; name a folder, a zip file or notebooks.${why}`,
    );
  }
  for (const handIn of handIns) yield* readOne(handIn, templates, lesson);
}

async function* readOne(
  handIn: HandIn,
  templates: readonly Template[],
  wanted: string | undefined,
): AsyncGenerator<ReadSubmission> {
  const fallback = wanted ?? (templates.length === 1 ? templates[0]!.lesson : 'unknown');
  const reads: Read[] = [];
  let total = 0;
  for (const file of handIn.notebooks.slice(0, MOST_NOTEBOOKS)) {
    const read = await readFile(file, templates, fallback, LARGEST_HAND_IN - total);
    total += read.size;
    if (wanted === undefined || read.lesson === wanted) reads.push(read);
  }
  const notes = [...handIn.notes];
  if (handIn.notebooks.length > MOST_NOTEBOOKS) {
    notes.push(
      `There are ${handIn.notebooks.length} notebooks; only the first ${MOST_NOTEBOOKS} were looked at.`,
    );
  }
  if (reads.length === 0 && handIn.notebooks.length === 0) {
    const reason =
      notes.length > 0 ? notes.join(' ') : `There is no notebook (.ipynb): ${describeOthers(handIn)}.`;
    const submission = submissionOf(handIn.student, { lesson: fallback, warnings: [], unreadable: reason });
    yield { submission, aside: [] };
  }
  for (const lesson of [...new Set(reads.map((read) => read.lesson))].sort()) {
    const { taken, said } = choose(reads.filter((read) => read.lesson === lesson));
    const aside = [...taken.file.said, ...nameWarnings(taken.file, lesson), ...said, ...notes];
    const warnings = [...taken.warnings, ...aside];
    yield { submission: submissionOf(handIn.student, { ...taken, warnings }), file: taken.file, aside };
  }
}

async function readFile(
  file: HandInFile,
  templates: readonly Template[],
  fallback: string,
  left: number,
): Promise<Read & { size: number }> {
  const named = lessonByName(file, templates) ?? fallback;
  let size = 0;
  try {
    if (left <= 0)
      throw new Refused(`All that was handed in is larger than ${megabytes(LARGEST_HAND_IN)} together.`);
    const bytes = await file.read(Math.min(LARGEST_NOTEBOOK, left));
    size = bytes.length;
    const notebook = looseNotebook(bytes);
    const chosen = lessonOf(notebook, templates, named);
    if (chosen === undefined)
      throw new Refused('No task of the course was found in it, and its name is no lesson.');
    const { template, matched } = chosen;
    const warnings = [...notebook.warnings, ...matched.warnings];
    return { file, lesson: template.lesson, matched, warnings, size };
  } catch (thrown) {
    if (!(thrown instanceof Refused)) throw thrown;
    return { file, lesson: named, warnings: [], unreadable: thrown.message, size };
  }
}

/** The lesson whose tasks it names most of; where it names none, the one that it is called; else the most similar. */
function lessonOf(
  notebook: LooseNotebook,
  templates: readonly Template[],
  name: string,
): { template: Template; matched: Matched } | undefined {
  const counted = templates.map((template) => ({ template, count: namedTasks(notebook, template) }));
  const most = counted.reduce((a, b) => (b.count > a.count ? b : a));
  const known = most.count > 0 ? most.template : templates.find(({ lesson }) => lesson === name);
  if (known !== undefined) return { template: known, matched: matchAnswers(notebook, known) };
  const all = templates.map((template) => ({ template, matched: matchAnswers(notebook, template) }));
  const best = all.reduce((a, b) => (b.matched.found > a.matched.found ? b : a));
  return best.matched.found > 0 ? best : undefined;
}

/** By the file's name, else by a folder above it. */
function lessonByName({ owner, parts }: HandInFile, templates: readonly Template[]): string | undefined {
  const names = [owner.name, ...parts.slice(0, -1).reverse()].map(stemOf);
  return templates
    .map(({ lesson }) => lesson)
    .find((lesson) => names.some((name) => name === lesson || name.includes(lesson)));
}

function nameWarnings({ owner }: HandInFile, lesson: string): string[] {
  const late = owner.late === true ? ['Canvas marks it as late.'] : [];
  // Canvas puts the number of the attempt behind a name, as `isLessonName` knows.
  if (isLessonName(stemOf(owner.name), [lesson]) || stemOf(owner.name).includes(lesson)) return late;
  return [...late, `The file is called ${quoted([owner.name])}; by its tasks it is ${lesson}.`];
}

/** The one that counts: the latest in which something was written; what can be read goes before what cannot. */
function choose(reads: Read[]): { taken: Read; said: string[] } {
  const rank = ({ matched }: Read) =>
    matched === undefined ? 1 : matched.found === 0 ? 0 : matched.written > 0 ? 3 : 2;
  const time = ({ file }: Read) => (file.submittedAt ?? file.modified)?.getTime() ?? 0;
  const order = ({ file }: Read) => file.owner.order ?? 0;
  const sorted = [...reads].sort((a, b) => rank(b) - rank(a) || order(b) - order(a) || time(b) - time(a));
  const [taken, ...others] = sorted as [Read, ...Read[]];
  const hash = (read: Read) => submissionHash({ lesson: read.lesson, answers: read.matched?.answers ?? [] });
  // A lesson of the same name, or the same answers twice, is no second hand-in.
  const second = others.filter((read) => rank(read) > 0 && (rank(read) === 1 || hash(read) !== hash(taken)));
  if (second.length === 0) return { taken, said: [] };
  const list = second.map(shown).join(', ');
  const why = rank(taken) > rank(second[0]!) ? reasons[rank(second[0]!)]! : 'it is the latest';
  return {
    taken,
    said: [`There are ${second.length + 1} hand-ins: ${shown(taken)} was taken (${why}), not ${list}.`],
  };
}

const reasons = ['', 'the other cannot be read', 'nothing was written in the other'];

function shown({ file }: Read): string {
  const time = file.submittedAt === undefined ? '' : ` of ${file.submittedAt.toISOString()}`;
  return `${quoted(file.parts)}${time}${file.packed === true ? ` in ${quoted([file.from])}` : ''}`;
}

function submissionOf(student: string, read: Omit<Read, 'file'> & { file?: HandInFile }): Submission {
  const { lesson, unreadable, matched, warnings, file } = read;
  const answers = unreadable === undefined ? (matched?.answers ?? []) : [];
  const reason = unreadable === undefined ? {} : { unreadable };
  const at = file?.submittedAt;
  return {
    student,
    lesson,
    hash: submissionHash({ lesson, answers, ...reason }),
    answers,
    warnings,
    ...reason,
    ...(at === undefined ? {} : { submittedAt: at.toISOString() }),
  };
}
