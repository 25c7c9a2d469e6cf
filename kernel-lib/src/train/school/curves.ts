/** Curves of comparing trainings that the course ships, made by `scripts/school-curves.js`. */
import { join } from 'node:path';
import { UserError } from '../../errors.js';
import { findUpwards, readText } from '../../files.js';

/** One training, examined every now and then. */
export interface SchoolRun {
  /** The objective, or what else differs from the school's recipe. */
  name: string;
  seed: number;
  /** Steps done at each examination. */
  steps: number[];
  /** The mean loss since the examination before, in nats. */
  loss: number[];
  /** Percent right by subject and language, for example `masked.en`. */
  series: Record<string, number[]>;
}

export interface SchoolCurves {
  /** How `runs` were made. */
  recipe: string;
  /** Shortened years of one seed. */
  runs: SchoolRun[];
  /** Whole years, each order of the pages with three seeds. */
  wholeYears: SchoolRun[];
}

const FILE = join('data', 'school', 'curves.json');

/** @throws UserError where the file is missing. */
export async function loadSchoolCurves(): Promise<SchoolCurves> {
  const path = findUpwards(FILE, process.cwd(), __dirname);
  if (path === undefined) {
    throw new UserError(
      `There is no ${FILE}; \`node scripts/school-curves.js\` in the course's folder makes it.`,
    );
  }
  return JSON.parse(await readText(path)) as SchoolCurves;
}
