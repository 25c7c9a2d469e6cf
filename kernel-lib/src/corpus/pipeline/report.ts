/** What a run did, in numbers: the command line's table and the datasheet are made of it. */
import type { Problem } from '../document.js';
import type { StageCount } from '../stream.js';
import { add, addAll, addCounts, assertAddsUp, sortedTally, type Tally } from './counts.js';
import type { CorpusOptions } from './options.js';
import { decisive } from './options.js';
import { quantilesOf } from './lengths.js';
import type {
  ClusterSummary,
  CompareSummary,
  EncodeSummary,
  JudgeSummary,
  ReadSummary,
  Share,
} from './summaries.js';
import { addShare } from './tasks/encode.js';
import type { PackSummary } from './tasks/pack.js';
import type { TokenizerSummary } from './tasks/train.js';

/** The same in every run over the same input with the same options. */
export interface CorpusReport {
  inputs: readonly string[];
  /** Files that were read, their bytes, and those of the raw documents in them. */
  files: number;
  fileBytes: number;
  rawBytes: number;
  collected: number;
  kept: number;
  characters: number;
  tokens: number;
  /** In the order of the pipeline; each one's `cameIn` is the `wentOut` of the one before. */
  stages: StageCount[];
  /** What could not be read, by kind. */
  problems: Tally;
  /** What was no document, by reason. */
  skipped: Tally;
  languages: Record<string, Share>;
  collections: Record<string, Share>;
  licences: Record<string, Share>;
  dates: { earliest?: string; latest?: string };
  /** Smallest tenth, median, largest tenth: to within 4.5 %. */
  lengths: { characters: Quantiles; tokens: Quantiles };
  /** Marks on the texts by label, without personal data. */
  marks: Tally;
  /** Personal data that was replaced, by kind. */
  personal: Tally;
  clusters: ClusterSummary;
  tokenizer: Omit<TokenizerSummary, 'seconds'>;
  shards: { shards: number; fingerprint: string };
  options: ReturnType<typeof decisive>;
  versions: { blossom: string; node: string };
}

export interface Quantiles {
  tenth?: number;
  median?: number;
  ninetieth?: number;
}

/** How long the parts took: seconds of threads, over all runs that it took. Not the same in every run. */
export interface CorpusTimings {
  /** By stage, summed over threads. */
  stages: Tally;
  /** By phase, by the clock; of this run alone. */
  phases: Tally;
  threads: number;
  /** Bytes in typed arrays while copies were looked for. */
  compareMemory: number;
}

/** All that the phases told. */
export interface Told {
  read: readonly ReadSummary[];
  compare: CompareSummary;
  judge: readonly JudgeSummary[];
  tokenizer: TokenizerSummary;
  encode: readonly EncodeSummary[];
  pack: PackSummary;
}

const PERSONAL = 'pii:';

type Given = Pick<CorpusReport, 'inputs' | 'files' | 'fileBytes' | 'versions'> & {
  problems: readonly Problem[];
  skipped: Readonly<Tally>;
};

/** @throws Error where the counts of the stages do not add up. */
export function reportOf(told: Told, given: Given, options: CorpusOptions): CorpusReport {
  const stages: StageCount[] = [];
  for (const { counts } of told.read) addCounts(stages, counts);
  for (const { counts } of told.judge) addCounts(stages, counts);
  for (const stage of stages) stage.reasons = sortedTally(stage.reasons);
  const total = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);
  const collected = total(told.read.map((block) => block.collected));
  const kept = total(told.encode.map(({ documents }) => documents));
  assertAddsUp(stages, collected);
  if (kept !== (stages.at(-1)?.wentOut ?? collected) || kept !== told.pack.documents) {
    throw new Error(`${kept} documents were kept, but the shards hold ${told.pack.documents}.`);
  }
  const tally = (tallies: readonly Readonly<Tally>[]) => {
    const all: Tally = {};
    for (const one of tallies) addAll(all, one);
    return sortedTally(all);
  };
  const problems: Tally = {};
  for (const { kind } of given.problems) add(problems, kind);
  const marks = tally(told.encode.map((block) => block.marks));
  const isPersonal = ([label]: [string, number]) => label.startsWith(PERSONAL);
  const { seconds: _seconds, ...tokenizer } = told.tokenizer;
  void _seconds;
  const { inputs, files, fileBytes, versions } = given;
  return {
    ...{ inputs, files, fileBytes },
    rawBytes: total(told.read.map(({ bytes }) => bytes)),
    ...{ collected, kept },
    characters: total(told.judge.map(({ characters }) => characters)),
    tokens: told.pack.tokens,
    stages,
    problems: sortedTally(problems),
    skipped: tally([given.skipped, ...told.read.map((block) => block.skipped)]),
    languages: shares(told.encode.map(({ languages }) => languages)),
    collections: shares(told.encode.map(({ collections }) => collections)),
    licences: shares(told.encode.map(({ licences }) => licences)),
    dates: datesOf(told.encode),
    lengths: {
      characters: quantiles(tally(told.encode.map(({ characterBuckets }) => characterBuckets))),
      tokens: quantiles(tally(told.encode.map(({ tokenBuckets }) => tokenBuckets))),
    },
    marks: Object.fromEntries(Object.entries(marks).filter((entry) => !isPersonal(entry))),
    personal: Object.fromEntries(
      Object.entries(marks)
        .filter(isPersonal)
        .map(([label, count]) => [label.slice(PERSONAL.length), count]),
    ),
    clusters: told.compare.clusters,
    tokenizer,
    shards: { shards: told.pack.shards, fingerprint: told.pack.fingerprint },
    options: decisive(options),
    versions,
  };
}

/** The largest first. */
function shares(all: readonly Record<string, Share>[]): Record<string, Share> {
  const result: Record<string, Share> = {};
  for (const one of all) for (const [name, share] of Object.entries(one)) addShare(result, name, share);
  const order = ([a, one]: [string, Share], [b, other]: [string, Share]) =>
    other.tokens - one.tokens || (a < b ? -1 : 1);
  return Object.fromEntries(Object.entries(result).sort(order));
}

function datesOf(blocks: readonly EncodeSummary[]): { earliest?: string; latest?: string } {
  const sorted = blocks.flatMap(({ dates }) => [dates.earliest ?? [], dates.latest ?? []].flat()).sort();
  return sorted.length === 0 ? {} : { earliest: sorted[0]!, latest: sorted.at(-1)! };
}

function quantiles(buckets: Tally): Quantiles {
  const [tenth, median, ninetieth] = quantilesOf(buckets, [0.1, 0.5, 0.9]);
  if (tenth === undefined) return {};
  return { tenth, median: median!, ninetieth: ninetieth! };
}

export function timingsOf(told: Told, phases: Tally, threads: number): CorpusTimings {
  const stages: Tally = {};
  for (const { seconds } of [...told.read, ...told.judge, ...told.encode]) addAll(stages, seconds);
  addAll(stages, told.compare.seconds);
  addAll(stages, { train: told.tokenizer.seconds, pack: told.pack.seconds });
  return { stages, phases, threads, compareMemory: told.compare.memory };
}
