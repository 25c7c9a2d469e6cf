/** What every export gives: files by their path below the folder of exports, and what a person must know of them. */
import type { FinalGrades } from '../scores.js';

export interface Exported {
  files: { path: string; text: string }[];
  /** Who is not in the files, and why; each a sentence. */
  notes: string[];
}

export type Exporter = (grades: FinalGrades) => Exported;

/** JSON as all exports write it. */
export const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

/** "Left out, because …: a, b." Nothing where nobody is concerned. */
export function note(why: string, students: readonly string[]): string[] {
  return students.length === 0 ? [] : [`${why}: ${students.join(', ')}.`];
}
