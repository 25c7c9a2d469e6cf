/** `collected.json`: where each collected notebook came from and when it was handed in. */
import { LARGEST_NOTEBOOK } from './limits.js';

export interface CollectedFile {
  student: string;
  lesson: string;
  /** `s001/00-journey.ipynb`; missing where nothing could be copied. */
  file?: string;
  /** The file as it was handed in, below what was named. */
  from: string;
  /** ISO 8601 in UTC, where the platform says so. */
  submittedAt?: string;
  /** Of the file's bytes: tells whether somebody changed the copy since. */
  sha256?: string;
  /** What is lost in the copy: that there were two, another name, that it was late. */
  said: string[];
  /** Why there is no copy, or why it cannot be read. */
  unreadable?: string;
}

export interface Collected {
  schema: 'blossom/collected/v1';
  files: CollectedFile[];
}

export const COLLECTED = 'collected.json';
export const LARGEST_COLLECTED = LARGEST_NOTEBOOK;

/** What the text of a `collected.json` says; nothing where it is none of ours. */
export function parseCollected(text: string): CollectedFile[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return [];
  }
  const { schema, files } = (json ?? {}) as Partial<Collected>;
  if (schema !== 'blossom/collected/v1' || !Array.isArray(files)) return [];
  return files.filter(
    (one) =>
      typeof one?.student === 'string' &&
      typeof one.lesson === 'string' &&
      typeof one.from === 'string' &&
      Array.isArray(one.said),
  );
}
