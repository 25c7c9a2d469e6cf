/** What a reader of a format gives for each document; `collect` adds id, file and collection. */
import type { Origin } from '../document.js';

export interface Found {
  origin: Omit<Origin, 'file' | 'collection'>;
  mediaType: string;
  charset?: string;
  body: Uint8Array;
  fields?: Readonly<Record<string, unknown>>;
}

/** Something that is no document and no problem: a picture, a redirect. Counted by reason. */
export interface Skipped {
  file: string;
  /** One word a reason, for example `hidden`, `binary`, `link`, `status`, `media-type`. */
  reason: string;
}

export type OnSkip = (skipped: Skipped) => void;
