/**
 * Whose a file is, by where it lies. In this order:
 *
 *   Ada Lovelace_12345_assignsubmission_file_/x.ipynb, also without the "/"    Moodle
 *   lovelaceada_123_456_x.ipynb, lovelaceada_LATE_123_456_x.ipynb              Canvas
 *   submitted/<student>/<assignment>/x.ipynb                                   nbgrader
 *   <assignment>-submissions/<assignment>-<student>/…                          GitHub Classroom, cloned
 *   <student>/…                                                                ours, and most others
 *   <student>.ipynb, <student>-00-journey.ipynb, several in one folder         by mail
 *   x.ipynb alone                                                              the folder's or the archive's name
 */
import { basename, dirname } from 'node:path';
import type { FoundFile } from './found.js';
import { isArchive, isNotebook, stemOf } from './names.js';

export interface Owner {
  student: string;
  layout: 'moodle' | 'canvas' | 'folder';
  /** Canvas says so in the name of the file. */
  late?: true;
  /** Grows with each hand-in of a student (Canvas). */
  order?: number;
  /** The file's name as the student gave it. */
  name: string;
}

/** Folders of a course or a grader, which are no student's name. */
const COURSE_FOLDERS = new Set(['work', 'exercises', 'notebooks', 'solutions']);
const COLLECTIONS = new Set(['submitted', 'submissions']);

const MOODLE = /^(.+_\d+)_assignsubmission_(?:file|onlinetext)_?(.*)$/;
const CANVAS = /^([^_]+)_(LATE_)?(\d+)_(\d+)_(.+)$/;

export interface Place {
  /** Absolute path of the folder or the archive that was named. */
  path: string;
  lessons: readonly string[];
  /** Names of the notebooks that lie in no folder: several may be one for each student. */
  loose: readonly string[];
  /** All in it is one student's: an archive that lies beside others. */
  ofOne?: true;
}

/**
 * A student chooses the names of everything below their own folder, so none of these counts: the first part that is no
 * wrapper says whose all below it is.
 */
export function ownerOf(parts: readonly string[], place: Place): Owner {
  const name = parts.at(-1)!;
  if (place.ofOne === true) return { layout: 'folder', student: containerOwner(place), name };
  const submitted = belowSubmitted(place);
  if (submitted !== undefined) return { layout: 'folder', student: submitted, name };
  const { start, around } = unwrap(parts, place);
  return byName(parts, start) ?? { layout: 'folder', student: byFolder(parts, start, around, place), name };
}

/** Folders around those of the students: `submitted/`, `homework-1-submissions/`, or named as the archive itself. */
function unwrap(parts: readonly string[], place: Place): { start: number; around: string } {
  let around = basename(place.path);
  let start = 0;
  for (; start < parts.length - 1; start++) {
    const name = parts[start]!;
    if (!COLLECTIONS.has(name) && !name.endsWith('-submissions') && name !== stemOf(around)) break;
    around = name;
  }
  return { start, around };
}

/** Moodle and Canvas name the student, in the name of a folder, of an archive, or of the notebook itself. */
function byName(parts: readonly string[], start: number): Owner | undefined {
  const part = parts[start]!;
  const own = (rest: string) => (start === parts.length - 1 ? rest : parts.at(-1)!);
  const moodle = MOODLE.exec(part);
  if (moodle !== null) return { layout: 'moodle', student: moodle[1]!, name: own(moodle[2]!) };
  const canvas = isNotebook(part) || isArchive(part) ? CANVAS.exec(part) : null;
  if (canvas === null) return undefined;
  const [, who, late, id, file, rest] = canvas;
  return {
    layout: 'canvas',
    student: `${who}_${id}`,
    order: Number(file),
    name: own(rest!),
    ...(late === undefined ? {} : { late: true }),
  };
}

function byFolder(parts: readonly string[], start: number, around: string, place: Place): string {
  const first = start < parts.length - 1 ? parts[start] : undefined;
  if (first !== undefined && !isCourseFolder(first, place))
    return withoutAssignment(stemOf(first), around, place);
  if (parts.length === 1) return looseOwner(parts[0]!, place);
  return containerOwner(place);
}

const isCourseFolder = (name: string, { lessons }: Place) =>
  COURSE_FOLDERS.has(name) || lessons.includes(stemOf(name));

/** `homework-1-ada` in `homework-1-submissions/`, `00-journey-ada` anywhere. */
function withoutAssignment(name: string, around: string, { lessons }: Place): string {
  const assignment = /^(.+)-submissions$/.exec(around)?.[1];
  const prefixes = [...(assignment === undefined ? [] : [assignment]), ...lessons];
  const prefix = prefixes.find((one) => name.startsWith(`${one}-`) && name.length > one.length + 1);
  return prefix === undefined ? name : name.slice(prefix.length + 1);
}

function looseOwner(name: string, place: Place): string {
  const stem = stemOf(name);
  if (isLessonName(stem, place.lessons)) return containerOwner(place);
  for (const lesson of place.lessons) {
    const rest = stem.startsWith(lesson)
      ? /^[-_ ](.+)$/.exec(stem.slice(lesson.length))
      : stem.endsWith(lesson)
        ? /^(.+)[-_ ]$/.exec(stem.slice(0, -lesson.length))
        : null;
    if (rest !== null) return rest[1]!;
  }
  const others = place.loose.filter((one) => !isLessonName(stemOf(one), place.lessons));
  return isNotebook(name) && others.length >= 2 ? stem : containerOwner(place);
}

/** `00-journey`, also as systems rename a second one: `00-journey (1)`, `00-journey-2`, `00-journey-Copy1`. */
export function isLessonName(stem: string, lessons: readonly string[]): boolean {
  const plain = stem.replace(/(?:[ _-]*\(\d+\)|[ _-]\d+|[ _-]copy\d*| - copy)$/i, '').replace(/\.zh$/, '');
  return lessons.includes(plain) || lessons.includes(stem.replace(/\.zh$/, ''));
}

const foldersOf = (path: string) => path.split(/[\\/]/).filter((part) => part !== '');

/** Somebody named a place below nbgrader's `submitted/<student>`. */
function belowSubmitted({ path }: Place): string | undefined {
  const above = foldersOf(path);
  const at = above.lastIndexOf('submitted');
  return at < 0 ? undefined : above[at + 1];
}

/** The nearest folder above that can be a student's. */
function containerOwner(place: Place): string {
  const above = foldersOf(place.path);
  const canBe = above.filter((part) => !isCourseFolder(part, place) && !COLLECTIONS.has(part));
  const name = stemOf(canBe.at(-1) ?? basename(place.path));
  const canvas = CANVAS.exec(name);
  if (canvas !== null) return `${canvas[1]}_${canvas[3]}`;
  return withoutAssignment(MOODLE.exec(name)?.[1] ?? name, basename(dirname(place.path)), place);
}

export const looseNotebooks = (files: readonly FoundFile[]) =>
  files.flatMap(({ parts }) => (parts.length === 1 && isNotebook(parts[0]!) ? [parts[0]!] : []));
