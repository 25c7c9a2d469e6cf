/** What flows through the pipeline: raw documents as they were found, documents as text, and why one left. */

/** Where a document came from: enough to open that very place again. */
export interface Origin {
  /** Path of the file (or the site's address, for a crawl). */
  file: string;
  /**
   * Byte offset of the record in the file as it lies on disk (in a gzip WARC: of its member; in other gzip files: in
   * the inflated bytes; in Parquet: of its row group); 0 for a whole file.
   */
  offset: number;
  /** Line or row (from 1) in JSONL and Parquet. */
  row?: number;
  url?: string;
  /** ISO 8601, as the source states it. */
  date?: string;
  /** As the source states it, for example `CC-BY-4.0`. */
  licence?: string;
  /** A name for mixing and for the datasheet: `web`, `books`, `papers`, or the name of the file's folder. */
  collection?: string;
}

/** As collected: bytes and their media type, nothing decoded yet. */
export interface RawDocument {
  /** Unique in the corpus and the same in every run: derived from the origin, never counted. */
  id: string;
  origin: Origin;
  /** `text/html`, `text/plain`, … without parameters. */
  mediaType: string;
  /** From the headers; extraction also looks into the page. */
  charset?: string;
  body: Uint8Array;
  /** What the record says of itself (a JSONL row's other fields). Kept, never read by stages. */
  fields?: Readonly<Record<string, unknown>>;
}

/** A document as text. Stages return a changed copy, they never change the one they were given. */
export interface Document {
  id: string;
  origin: Origin;
  title?: string;
  /** ISO 639-1 of the language guess (`en`, `zh`, …), or `und` where nothing can be said. */
  language: string;
  text: string;
  fields?: Readonly<Record<string, unknown>>;
  /** Marks on the text, in order of their start; written by `tag` (and by `pii`, as `pii:email`). */
  spans?: readonly Span[];
}

/** A mark on the text: UTF-16 offsets, end exclusive. */
export interface Span {
  start: number;
  end: number;
  /** For example `season`, `flower`, `pii:email`. */
  label: string;
}

/** Why a document left. */
export interface Reason {
  /** One word a rule, for example `exact-copy`, `mean-word-length`; the key of the counts. */
  rule: string;
  /** The measured value beside its limit, or the id of what it is a copy of: `4.1 copies of …`, `0.72 > 0.30`. */
  detail?: string;
}

/** A document that left, and where. */
export interface Dropped {
  document: Document;
  stage: string;
  reason: Reason;
}

/** Input that could not be read: counted, reported with its place, skipped. */
export interface Problem {
  file: string;
  /** Byte offset in the file. */
  offset: number;
  /** One word a kind, for example `truncated-member`, `bad-length`, `invalid-utf-8`, `too-long`. */
  kind: string;
  message: string;
}

/** What a judge of single documents says: the document (changed or not), or why it has to leave. */
export type Verdict = { keep: Document } | { drop: Reason };

/** A stage that looks at one document at a time: pure, so it can run in any worker thread. */
export interface Judge {
  name: string;
  judge(document: Document): Verdict;
}
