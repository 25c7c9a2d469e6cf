/** The files that grades are made of, found beside the results where nobody named them. */
import { join } from 'node:path';
import { UserError } from '../../errors.js';
import { fileExists, readText } from '../../files.js';
import type { GradeResult } from '../grading.js';
import { readRoster } from '../submissions/roster.js';
import { parseDeadlines } from './deadlines.js';
import { latestResults, readHistory } from './history.js';
import { parseOverrides } from './overrides.js';
import { finalGrades, type FinalGrades } from './scores.js';

/** Where things lie; what is missing is looked for in the folder of results, under its usual name. */
export interface GradeFiles {
  roster?: string | undefined;
  deadlines?: string | undefined;
  overrides?: string | undefined;
}

export interface Loaded extends FinalGrades {
  /** Every line of `results.jsonl`, for what changes from run to run. */
  history: GradeResult[];
  /** Which files were read, for the person who wonders. */
  used: string[];
}

/** @param lesson - this one alone. */
export async function loadGrades(folder: string, files: GradeFiles, lesson?: string): Promise<Loaded> {
  const results = join(folder, 'results.jsonl');
  if (!(await fileExists(results))) {
    throw new UserError(
      `There is no ${results}: name the folder that \`npx blossom grade … --out FOLDER\` wrote.`,
    );
  }
  const all = await readHistory(results);
  const history = lesson === undefined ? all : all.filter((one) => one.lesson === lesson);
  if (history.length === 0) {
    throw new UserError(
      `${results} has no result${lesson === undefined ? '' : ` of lesson "${lesson}"`}: grade first.`,
    );
  }
  const [roster, deadlines, overrides] = await Promise.all([
    readBeside(folder, 'roster.csv', files.roster, readRoster),
    readBeside(folder, 'deadlines.json', files.deadlines, text(parseDeadlines)),
    readBeside(folder, 'overrides.csv', files.overrides, text(parseOverrides)),
  ]);
  const latest = latestResults(history);
  const own = overrides?.value.filter((one) => lesson === undefined || one.lesson === lesson);
  return {
    ...finalGrades({
      results: latest,
      ...(roster === undefined ? {} : { roster: roster.value }),
      ...(deadlines === undefined ? {} : { deadlines: deadlines.value }),
      ...(own === undefined ? {} : { overrides: own }),
    }),
    history,
    used: [
      results,
      ...[roster, deadlines, overrides].flatMap((one) => (one === undefined ? [] : [one.path])),
    ],
  };
}

/** A reader of a file from a reader of its text. */
const text =
  <T>(parse: (text: string, path: string) => T) =>
  async (path: string): Promise<T> =>
    parse(await readText(path), path);

async function readBeside<T>(
  folder: string,
  name: string,
  given: string | undefined,
  read: (path: string) => Promise<T>,
): Promise<{ path: string; value: T } | undefined> {
  const path = given ?? join(folder, name);
  if (given === undefined && !(await fileExists(path))) return undefined;
  return { path, value: await read(path) };
}
