/** Work in pieces: files, and parts of long ones, that worker threads can take and a killed run can go on with. */
import { basename, dirname, resolve } from 'node:path';
import { messageOf, UserError } from '../../errors.js';
import type { Origin, RawDocument } from '../document.js';
import { withFile, windowOf } from './bytes.js';
import { mediaTypeOfName, type Format } from './format.js';
import type { Found, OnSkip } from './found.js';
import { readJsonl } from './jsonl.js';
import { limitsOf, type Limits } from './limits.js';
import { readParquet, rowGroups } from './parquet.js';
import { readingOf, TooManyProblems, type OnProblem, type Reading } from './problems.js';
import { readFortunes, readText } from './text.js';
import { readWhole } from './whole.js';
import { walk, type FoundFile } from './walk.js';
import { readWarc } from './warc/documents.js';

/** A piece of the input; plain JSON, so that it can go to a worker thread or into a checkpoint. */
export interface Unit {
  /** Unique among the units of a run. */
  id: string;
  file: string;
  format: Format;
  gzip: boolean;
  /** Bytes (JSONL) or row groups (Parquet) of the file, end exclusive; absent for a whole file. */
  start?: number;
  end?: number;
  /** About how many bytes of the file it is, for progress. */
  bytes: number;
  collection: string;
}

export interface UnitOptions {
  /** A plain JSONL file is cut into parts of about so many bytes, Parquet into its row groups. Default 64 MiB. */
  unitBytes?: number;
  /** Name for all documents instead of the name of each file's folder. */
  collection?: string;
  onSkip?: OnSkip;
  onProblem?: OnProblem;
}

export interface ReadOptions {
  limits?: Partial<Limits>;
  /** A plain text is split at the first paragraph end behind so many bytes. Default: half of what a document may have. */
  partBytes?: number;
  onProblem?: OnProblem;
  onSkip?: OnSkip;
  /** The origin of the last document that is done: the reading goes on right behind it. */
  after?: Origin;
}

const UNIT_BYTES = 64 * 1024 * 1024;

/** The pieces of all files that `paths` name, in a fixed order. Throws a UserError where a path does not exist. */
export async function listUnits(paths: readonly string[], options: UnitOptions = {}): Promise<Unit[]> {
  const units: Unit[] = [];
  for await (const found of walk(paths, options)) units.push(...(await unitsOf(found, options)));
  return units;
}

async function unitsOf(found: FoundFile, options: UnitOptions): Promise<Unit[]> {
  const { file, format, gzip, bytes } = found;
  const collection = options.collection ?? basename(dirname(resolve(file)));
  const whole = { id: file, file, format, gzip, bytes, collection };
  const size = options.unitBytes ?? UNIT_BYTES;
  if (bytes <= size) return [whole];
  if (format === 'jsonl' && !gzip) {
    const parts = Math.ceil(bytes / size);
    return Array.from({ length: parts }, (_, part) => {
      const [start, end] = [part * size, Math.min(bytes, (part + 1) * size)];
      return { ...whole, id: `${file}#${start}`, start, end, bytes: end - start };
    });
  }
  if (format !== 'parquet' || gzip) return [whole];
  const groups = await groupsOf(file, bytes);
  return groups.map((share, start) => ({
    ...{ ...whole, id: `${file}#${start}`, start, end: start + 1, bytes: share },
  }));
}

/** About how many bytes each row group has; one group where the file is damaged: reading it tells of that. */
async function groupsOf(file: string, bytes: number): Promise<number[]> {
  for await (const rows of withFile(file, async function* (handle) {
    yield await rowGroups(handle, bytes).catch(() => [1]);
  })) {
    const all = rows.reduce((sum, count) => sum + count, 0);
    return rows.map((count) => Math.round((bytes * count) / Math.max(1, all)));
  }
  return [];
}

/**
 * The documents of a unit. Each id is made from the file's name and the place in it.
 * What cannot be read is told to `onProblem` and left out, also a whole file (`unreadable`).
 * Throws a UserError where `after` is not in the file any more.
 */
export async function* readUnit(unit: Unit, options: ReadOptions = {}): AsyncGenerator<RawDocument> {
  const limits = limitsOf(options.limits);
  let passed = options.after === undefined;
  const onProblem: OnProblem = (problem) => {
    if (passed) options.onProblem?.(problem);
  };
  const onSkip: OnSkip = (skipped) => {
    if (passed) options.onSkip?.(skipped);
  };
  const reading = readingOf(unit.file, limits, onProblem);
  try {
    for await (const found of foundIn(unit, reading, { ...options, onSkip })) {
      if (passed) yield documentOf(found, unit);
      else passed = samePlace(found.origin, options.after!);
    }
  } catch (thrown) {
    if (isOfTheSystem(thrown))
      options.onProblem?.({ file: unit.file, offset: 0, kind: 'unreadable', message: messageOf(thrown) });
    else if (!(thrown instanceof TooManyProblems)) throw thrown;
    return;
  }
  if (!passed) throw changed(unit, options.after!);
}

/** The system would not give the file, or its bytes. */
function isOfTheSystem(thrown: unknown): boolean {
  const error = thrown instanceof UserError ? thrown.cause : thrown;
  return typeof (error as NodeJS.ErrnoException | undefined)?.syscall === 'string';
}

const changed = ({ file }: Unit, { offset, row }: Origin) =>
  new UserError(
    `${file} has changed: the document at offset ${offset}${row === undefined ? '' : `, row ${row}`}, which the run had ` +
      'reached, is not there any more. Start the run anew.',
  );

const samePlace = (a: Found['origin'], b: Origin) => a.offset === b.offset && a.row === b.row;

function documentOf(found: Found, { file, collection, format }: Unit): RawDocument {
  const { origin, ...rest } = found;
  return { id: `${file}${placeOf(origin, format)}`, origin: { file, ...origin, collection }, ...rest };
}

function placeOf({ offset, row }: Found['origin'], format: Format): string {
  if (format === 'parquet') return `:${row}`;
  if (format === 'warc') return row === undefined ? `:${offset}` : `:${offset}:${row}`;
  return format === 'html' || (format === 'text' && offset === 0) ? '' : `:${offset}`;
}

function foundIn(
  unit: Unit,
  reading: Reading,
  { onSkip = () => {}, partBytes, after }: ReadOptions,
): AsyncGenerator<Found> {
  const { file, format, gzip, start, end, bytes } = unit;
  switch (format) {
    case 'warc':
      return readWarc(file, reading, onSkip, after?.offset);
    case 'parquet':
      return withFile(file, async function* (handle) {
        const { size } = await handle.stat();
        yield* readParquet(handle, size, reading, start, end);
      });
    case 'jsonl': {
      const range = start === undefined ? undefined : { start, end: end ?? start + bytes };
      const from = Math.max(0, (start ?? 0) - 1);
      return withFile(file, (handle) => readJsonl(windowOf(handle, gzip, reading, from), reading, range));
    }
    case 'fortunes':
      return withFile(file, (handle) => readFortunes(windowOf(handle, gzip, reading), reading));
    case 'html':
      return withFile(file, (handle) =>
        readWhole(windowOf(handle, gzip, reading), reading, mediaTypeOfName(file)),
      );
    case 'text':
      return withFile(file, (handle) => {
        const most = partBytes ?? reading.limits.documentBytes / 2;
        return readText(windowOf(handle, gzip, reading), reading, mediaTypeOfName(file), most);
      });
    default:
      return format satisfies never;
  }
}
