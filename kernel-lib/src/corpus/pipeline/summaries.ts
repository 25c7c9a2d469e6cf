/** What the phases tell of each block: small, and enough for the counts, the datasheet and a resumed run. */
import type { Document, Problem, Reason } from '../document.js';
import type { StageCount } from '../stream.js';
import type { Place } from './blocks.js';
import type { Tally } from './counts.js';

/** After reading: collect, extract, normalise. */
export interface ReadSummary {
  number: number;
  /** Raw documents that were collected. */
  collected: number;
  bytes: number;
  read: number;
  end: Place | undefined;
  counts: StageCount[];
  problems: Problem[];
  skipped: Tally;
  /** Documents in `texts`, and the characters (UTF-16) in them. */
  documents: number;
  characters: number;
  /** By stage; the only part that is not the same in every run. */
  seconds: Tally;
}

/** What `compare` decided on one document of a block. */
export interface Decision {
  /** Which document of the block. */
  index: number;
  stage: 'exact' | 'near';
  reason: Reason;
}

/** After comparing all with all. */
export interface CompareSummary {
  clusters: ClusterSummary;
  /** Bytes in typed arrays at the fullest moment. */
  memory: number;
  seconds: Tally;
}

export interface ClusterSummary {
  /** Clusters of two near copies or more. */
  clusters: number;
  /** How many clusters have that many members. */
  sizes: Tally;
  /** The largest ones: who stays, and how many were alike. */
  largest: { id: string; members: number }[];
}

/** After the judges of single documents. */
export interface JudgeSummary {
  number: number;
  counts: StageCount[];
  documents: number;
  characters: number;
  problems: Problem[];
  seconds: Tally;
}

/** After encoding: what the datasheet tells of the kept documents. */
export interface EncodeSummary {
  number: number;
  documents: number;
  tokens: number;
  languages: Record<string, Share>;
  collections: Record<string, Share>;
  licences: Record<string, Share>;
  /** Marks by label; personal data as `pii:…`. */
  marks: Tally;
  /** Documents by their length: bucket → count (see `bucketOf`). */
  characterBuckets: Tally;
  tokenBuckets: Tally;
  dates: { earliest?: string; latest?: string };
  seconds: Tally;
}

export interface Share {
  documents: number;
  characters: number;
  tokens: number;
}

export type DroppedLine = { stage: string; reason: Reason; document: Document };
