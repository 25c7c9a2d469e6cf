/** Looking into a corpus: what was dropped or kept, also where the run has not ended. Memory: the sample. */
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { UserError } from '../../errors.js';
import { randomInt, type Random } from '../../random.js';
import type { Document } from '../document.js';
import { placesIn } from './places.js';
import type { DroppedLine } from './summaries.js';

export interface Filter {
  stage?: string;
  rule?: string;
  language?: string;
}

export interface Looked<Line> {
  /** How many fit the filter, by `stage rule` (of kept documents: by language), the most frequent first. */
  counts: [name: string, count: number][];
  /** So many of them as were asked for, each equally likely, in the order of the input. */
  sample: Line[];
  /** Whether the run has ended; else this is what there is so far. */
  finished: boolean;
}

/** @throws UserError where there is no corpus in the folder. */
export async function lookAtDropped(
  out: string,
  { stage, rule, language }: Filter,
  size: number,
  random: Random,
): Promise<Looked<DroppedLine>> {
  const fits = (line: DroppedLine) =>
    (stage === undefined || line.stage === stage) &&
    (rule === undefined || line.reason.rule === rule) &&
    (language === undefined || line.document.language === language);
  const files = await droppedFiles(out);
  return look<DroppedLine>(files, fits, (line) => `${line.stage} ${line.reason.rule}`, size, random);
}

/** @throws UserError where there is no corpus in the folder, or it has no documents as JSONL. */
export async function lookAtKept(
  out: string,
  { language }: Pick<Filter, 'language'>,
  size: number,
  random: Random,
): Promise<Looked<Document>> {
  const fits = (document: Document) => language === undefined || document.language === language;
  return look<Document>(await keptFiles(out), fits, (document) => document.language, size, random);
}

interface Files {
  paths: string[];
  finished: boolean;
}

async function droppedFiles(out: string): Promise<Files> {
  const { dropped, work } = placesIn(out);
  if (await isThere(dropped)) return { paths: [dropped], finished: true };
  for (const kind of ['dropped', 'gone']) {
    const paths = await filesIn(join(work, kind));
    if (paths.length > 0) return { paths, finished: false };
  }
  throw noCorpus(out);
}

async function keptFiles(out: string): Promise<Files> {
  const path = join(out, 'kept.jsonl.gz');
  if (await isThere(path)) return { paths: [path], finished: true };
  const paths = await filesIn(join(placesIn(out).work, 'kept'));
  if (paths.length > 0) return { paths, finished: false };
  if (!(await isThere(join(out, 'report.json')))) throw noCorpus(out);
  throw new UserError(`${out} was built without JSONL; read its kept.parquet or its shards instead.`);
}

const noCorpus = (out: string) =>
  new UserError(`There is no corpus in ${out}; \`npx blossom corpus build PATHS --out ${out}\` makes one.`);

const isThere = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );

const filesIn = async (folder: string): Promise<string[]> =>
  (await readdir(folder).catch(() => []))
    .filter((name) => /^\d+\.(jsonl|gz)$/.test(name))
    .sort()
    .map((name) => join(folder, name));

async function look<Line>(
  { paths, finished }: Files,
  fits: (line: Line) => boolean,
  nameOf: (line: Line) => string,
  size: number,
  random: Random,
): Promise<Looked<Line>> {
  const counts = new Map<string, number>();
  const sample: { at: number; line: Line }[] = [];
  let seen = 0;
  for await (const line of linesIn<Line>(paths)) {
    if (!fits(line)) continue;
    counts.set(nameOf(line), (counts.get(nameOf(line)) ?? 0) + 1);
    // Algorithm R (J. Vitter, "Random Sampling with a Reservoir", 1985).
    const place = seen < size ? seen : randomInt(random, seen + 1);
    if (place < size) sample[place] = { at: seen, line };
    seen++;
  }
  return {
    counts: [...counts].sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1)),
    sample: sample.sort((a, b) => a.at - b.at).map(({ line }) => line),
    finished,
  };
}

async function* linesIn<Line>(paths: readonly string[]): AsyncGenerator<Line> {
  for (const path of paths) {
    if ((await stat(path)).size === 0) continue;
    const bytes = createReadStream(path);
    const input = path.endsWith('.gz') ? bytes.pipe(createGunzip()) : bytes;
    // An error of the file does not come through a pipe by itself.
    bytes.on('error', (error) => input.destroy(error));
    for await (const line of createInterface({ input, crlfDelay: Infinity })) {
      if (line !== '') yield JSON.parse(line) as Line;
    }
  }
}
