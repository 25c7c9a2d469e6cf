/** What folders and archives are reduced to: names, and how to read one of them. */
import { megabytes, Refused } from './limits.js';

export interface FoundFile {
  /** The names of the folders and archives above it, and its own; nothing above the argument. */
  parts: string[];
  /** When the file was last changed, by its folder or archive. */
  modified?: Date;
  /** Lies in an archive. */
  packed?: true;
  /** The whole file, or `Refused` where it is larger than `limit` or cannot be read. */
  read(limit: number): Promise<Buffer>;
}

/** Something that is not read, and why, in a sentence. */
export interface Note {
  parts: string[];
  sentence: string;
  /** Only worth a word where there is nothing else of the student. */
  minor?: true;
}

export interface Found {
  files: FoundFile[];
  notes: Note[];
}

/** A name in a sentence. */
export const quoted = (parts: readonly string[]) => `"${parts.join('/')}"`;

export const tooLarge = (parts: readonly string[], size: number, limit: number) =>
  new Refused(
    `${quoted(parts)} has ${megabytes(size)}, the limit is ${megabytes(limit)}; clear its outputs and hand it in again.`,
  );
