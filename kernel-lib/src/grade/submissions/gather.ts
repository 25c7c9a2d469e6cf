/** From the paths that somebody named to what each student handed in: names only, nothing is parsed yet. */
import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { UserError } from '../../errors.js';
import { fileError } from '../../files.js';
import { COLLECTED, LARGEST_COLLECTED, parseCollected, type CollectedFile } from './collected.js';
import { quoted, type Found, type FoundFile } from './found.js';
import { looseNotebooks, ownerOf, type Owner, type Place } from './layouts.js';
import { isArchive, isNotebook } from './names.js';
import { addFile, plainFile, walk } from './walk.js';

export interface HandInFile extends FoundFile {
  owner: Owner;
  /** The folder or archive that was named. */
  from: string;
  /** When it was handed in, where the platform says so. */
  submittedAt?: Date;
  /** What an earlier `collect` had to say about it. */
  said: string[];
}

/** All that lies under one student's name. */
export interface HandIn {
  student: string;
  notebooks: HandInFile[];
  /** Other files, by name. */
  others: string[];
  /** Sentences about parts that were not read. */
  notes: string[];
}

export interface Gathered {
  /** In the order of the students' names. */
  handIns: HandIn[];
  /** Sentences about things that belong to no student. */
  notices: string[];
}

/** @param nameOf - whom a name in a layout means; by default the name itself. */
export async function gather(
  paths: readonly string[],
  lessons: readonly string[],
  nameOf: (student: string) => string = (student) => student,
): Promise<Gathered> {
  const handIns = new Map<string, HandIn>();
  const notices: string[] = [];
  for (const { place, found } of await containers(paths, lessons)) {
    await sortOut(place, found, handIns, notices, nameOf);
  }
  const sorted = [...handIns.values()].sort((a, b) => (a.student < b.student ? -1 : 1));
  return { handIns: sorted, notices };
}

/** Files beside the hand-ins that graders and we ourselves write. */
const BY_PRODUCTS = new Set([COLLECTED, 'timestamp.txt', 'roster.csv']);

async function sortOut(
  place: Place,
  found: Found,
  handIns: Map<string, HandIn>,
  notices: string[],
  nameOf: (student: string) => string,
): Promise<void> {
  const known = (name: string) => handIns.has(nameOf(name));
  const of = (name: string) => {
    const student = nameOf(name);
    const handIn = handIns.get(student) ?? { student, notebooks: [], others: [], notes: [] };
    handIns.set(student, handIn);
    return handIn;
  };
  const onlySubmitted = found.files.some(({ parts }) => parts[0] === 'submitted' && parts.length > 2);
  const counts = ({ parts }: { parts: string[] }) => !onlySubmitted || parts[0] === 'submitted';
  const collected = isArchive(place.path) ? [] : await collectedIn(found.files);
  const recordOf = await handInRecords(place, found.files, collected);
  const counted = found.files.filter((file) => counts(file) && !BY_PRODUCTS.has(file.parts.at(-1)!));
  // What lies beside the students' folders is nobody's, unless it is a notebook or all that an archive holds.
  const beside = ({ parts }: FoundFile) => parts.length === 1 && !isNotebook(parts[0]!);
  const ofOne = isArchive(place.path) && counted.every(beside);
  for (const file of counted) {
    const owner = ownerOf(file.parts, place);
    if (!isNotebook(file.parts.at(-1)!)) {
      if (!beside(file) || ofOne || owner.layout !== 'folder') of(owner.student).others.push(owner.name);
      continue;
    }
    of(owner.student).notebooks.push({
      ...file,
      owner,
      from: basename(place.path),
      ...recordOf(file, owner),
    });
  }
  for (const { parts, sentence, minor } of found.notes.filter(counts)) {
    const student = studentOf(parts, place, found, known);
    if (student === undefined) notices.push(sentence);
    else if (minor === undefined || !known(student)) of(student).notes.push(sentence);
  }
  for (const { student, file, unreadable } of collected) {
    if (file === undefined && unreadable !== undefined) of(student).notes.push(unreadable);
  }
}

/** Whom a note is about; what is said of a whole class's archive or of a file beside all folders is about nobody. */
function studentOf(
  parts: readonly string[],
  place: Place,
  found: Found,
  known: (student: string) => boolean,
): string | undefined {
  if (parts.filter((part) => part !== '').length === 0) return undefined;
  const { student, layout } = ownerOf(parts, place);
  if (parts.length > 1 || layout !== 'folder') return student;
  const archiveOfOne = isArchive(parts[0]!) && (known(student) || found.files.length === 0);
  return archiveOfOne || isNotebook(parts[0]!) ? student : undefined;
}

/** What is known of a hand-in beside its file. */
interface Record {
  submittedAt?: Date;
  said: string[];
}

/**
 * When files were handed in: nbgrader writes `timestamp.txt`, `collect` writes `collected.json`, Moodle dates the
 * files in its archive (in the server's zone, which is taken to be ours). The date of a file on a disk tells nothing:
 * copying and cloning renew it. What a student could have written tells nothing either: a `timestamp.txt` counts in
 * `submitted/<student>/<assignment>/` alone, a date only where the archive that was named has it.
 */
async function handInRecords(place: Place, files: FoundFile[], collected: readonly CollectedFile[]) {
  const records = new Map<string, Record>();
  for (const file of files.filter(({ parts }) => parts.at(-1) === 'timestamp.txt')) {
    const { assignment, rest } = inSubmitted(file, place);
    if (assignment === undefined || rest.length !== 1) continue;
    const text = (await readSmall(file)) ?? '';
    const time = nbgraderTime(text);
    const unknown = `The time in timestamp.txt is not understood (${JSON.stringify(text.trim().slice(0, 40))}); write it in UTC.`;
    records.set(assignment, time === undefined ? { said: [unknown] } : { submittedAt: time, said: [] });
  }
  for (const { file, submittedAt, said } of collected) {
    if (file === undefined) continue;
    const time = new Date(submittedAt ?? NaN);
    records.set(file, { said, ...(Number.isNaN(time.getTime()) ? {} : { submittedAt: time }) });
  }
  return (file: FoundFile, owner: Owner): Record => {
    const { assignment } = inSubmitted(file, place);
    const known = records.get(file.parts.join('/')) ?? (assignment && records.get(assignment));
    if (known) return known;
    const dated = owner.layout === 'moodle' && isArchive(place.path) ? file.modified : undefined;
    return { said: [], ...(dated === undefined ? {} : { submittedAt: dated }) };
  };
}

/** The folder `…/submitted/<student>/<assignment>` that a file lies in, and where in it. */
function inSubmitted({ parts, packed }: FoundFile, { path }: Place): { assignment?: string; rest: string[] } {
  const above = path.split(/[\\/]/);
  const inPath = above.lastIndexOf('submitted');
  const at = inPath >= 0 ? inPath : parts[0] === 'submitted' ? above.length : -1;
  const all = [...above, ...parts];
  if (packed === true || at < 0 || all.length < at + 4) return { rest: [] };
  return { assignment: `${all.slice(0, at + 3).join('/')}/`, rest: all.slice(at + 3) };
}

/** What an earlier `collect` wrote into the folder that is read. */
async function collectedIn(files: readonly FoundFile[]): Promise<CollectedFile[]> {
  const own = files.find(({ parts }) => parts.length === 1 && parts[0] === COLLECTED);
  return own === undefined ? [] : parseCollected((await readSmall(own)) ?? '');
}

const readSmall = (file: FoundFile) =>
  file.read(LARGEST_COLLECTED).then(
    (bytes) => bytes.toString('utf8'),
    () => undefined,
  );

/** `2026-11-24 15:58:23.948203 UTC`; another zone by name is not known to us. */
export function nbgraderTime(text: string): Date | undefined {
  const found =
    /^\s*(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.(\d{1,3})\d*)? *(UTC|Z|[+-]\d\d:?\d\d)?\s*$/.exec(text);
  if (found === null) return undefined;
  const [, day, clock, fraction = '0', zone = 'UTC'] = found;
  const time = new Date(`${day}T${clock}.${fraction.padEnd(3, '0')}${zone === 'UTC' ? 'Z' : zone}`);
  return Number.isNaN(time.getTime()) ? undefined : time;
}

/** Each folder and each archive that was named, and each archive directly in a folder, is a place of its own. */
async function containers(
  paths: readonly string[],
  lessons: readonly string[],
): Promise<{ place: Place; found: Found }[]> {
  const made: { place: Place; found: Found }[] = [];
  const add = (path: string, found: Found, ofOne = false) => {
    const place: Place = { path, lessons, loose: looseNotebooks(found.files), ...(ofOne ? { ofOne } : {}) };
    made.push({ place, found });
  };
  const single = new Map<string, Found>();
  for (const named of paths) {
    const path = await realpath(resolve(named)).catch((thrown: unknown) => {
      throw fileError('Cannot read', named, thrown);
    });
    const stats = await stat(path);
    if (stats.isDirectory()) {
      const { inside, archives } = splitArchives(await walk(path));
      // Among others, an archive is one student's, whatever it says inside. A class's is alone, or named itself.
      const alone = archives.size === 1 && inside.files.every(({ parts }) => parts.length === 1);
      for (const [archive, found] of archives) add(resolve(path, archive), found, !alone);
      add(path, inside);
    } else if (isArchive(path)) {
      const found: Found = { files: [], notes: [] };
      await addFile(await plainFile(path, [basename(path)]), found);
      add(path, withoutFirst(found));
    } else if (stats.isFile() && isNotebook(path)) {
      const folder = dirname(path);
      const found = single.get(folder) ?? { files: [], notes: [] };
      single.set(folder, found);
      found.files.push(await plainFile(path, [basename(path)]));
    } else {
      throw new UserError(`${named} is no folder, notebook or zip file; name what the class handed in.`);
    }
  }
  for (const [folder, found] of single) add(folder, found);
  return made;
}

/** Files below `class.zip/…` of a folder, apart from the rest: an archive may hold one student or a class. */
function splitArchives(found: Found): { inside: Found; archives: Map<string, Found> } {
  const archives = new Map<string, Found>();
  const inside: Found = { files: [], notes: [] };
  const homeOf = (parts: string[]): Found => {
    const [first] = parts;
    if (first === undefined || !isArchive(first) || ownerByName(first)) return inside;
    const home = archives.get(first) ?? { files: [], notes: [] };
    archives.set(first, home);
    return home;
  };
  for (const file of found.files) homeOf(file.parts).files.push(file);
  for (const note of found.notes) homeOf(note.parts).notes.push(note);
  for (const [name, home] of archives) archives.set(name, withoutFirst(home));
  return { inside, archives };
}

const ownerByName = (name: string) =>
  ownerOf([name], { path: '', lessons: [], loose: [] }).layout !== 'folder';

/** Parts begin inside of the archive; a note about the archive itself keeps its name. */
function withoutFirst({ files, notes }: Found): Found {
  const inner = <T extends { parts: string[] }>(one: T): T =>
    one.parts.length > 1 ? { ...one, parts: one.parts.slice(1) } : one;
  return { files: files.map(inner), notes: notes.map(inner) };
}

/** What a student handed in besides notebooks, for a sentence. */
export function describeOthers({ others }: HandIn): string {
  if (others.length === 0) return 'it is empty';
  const shown = [...new Set(others)].slice(0, 3).map((name) => quoted([name]));
  return `there is ${shown.join(', ')}${others.length > 3 ? ` and ${others.length - 3} more` : ''}`;
}
