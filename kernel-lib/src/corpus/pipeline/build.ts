/**
 * The whole pipeline: collect → extract → normalise → exact → near → quality → pii → tag → tokenise → pack.
 *
 * It runs in phases with a spool on the disk between them. Documents go through in blocks; each phase writes what it
 * made of a block whole or not at all, and its summary last. So a run that is killed at any moment goes on with the
 * blocks that have no summary, and the result is the same byte for byte, on any number of threads.
 *
 *   read       each block in a thread: bytes → texts, and what copies are found by
 *   compare    one thread: all with all
 *   judge      each block in a thread: what is kept, what is dropped and why
 *   train      one thread: the tokenizer
 *   encode     each block in a thread: tokens, exports
 *   pack       one thread each: shards, dropped documents, exports
 */
import { rm } from 'node:fs/promises';
import { libraryVersion } from '../../config.js';
import { UserError } from '../../errors.js';
import type { ProgressRecord } from '../../progress.js';
import { writeDatasheet } from '../datasheet/datasheet.js';
import { listInputs } from './blocks.js';
import type { Tally } from './counts.js';
import { checkGivenFiles } from './given.js';
import { readCorpusOptions, type CorpusOptions } from './options.js';
import {
  comparePhase,
  encodePhase,
  judgePhase,
  packPhase,
  readPhase,
  trainPhase,
  type Context,
} from './phases.js';
import { placesIn, type Places } from './places.js';
import { Pool } from './pool.js';
import { reportOf, timingsOf, type CorpusReport, type CorpusTimings, type Told } from './report.js';
import { beginRun, lock, removeLeftOvers, removeRun } from './run.js';
import { readJsonIfThere, writeJson, writeLines } from './spool.js';

export interface BuildRequest {
  /** Folders and files. */
  inputs: readonly string[];
  /** The folder of the corpus; made where it is missing. */
  out: string;
  options?: Partial<CorpusOptions>;
  /** Ends the run in good order; the same call goes on later. */
  signal?: AbortSignal;
  /** Removes what an earlier run left in `out`. */
  fresh?: boolean;
}

export interface BuildResult {
  report: CorpusReport;
  /** Absent where the corpus was there already. */
  timings?: CorpusTimings;
  /** Whether it went on with what an earlier run had done. */
  resumed: boolean;
}

/** Ended by its signal: exit code 130, as a shell has it for Ctrl+C. */
export const stopped = () =>
  new UserError('Stopped. Nothing is lost: run the same command again to go on.', 130);

/**
 * Builds a corpus, and tells how far it is.
 * @throws UserError where an input is missing, nothing is in it, `out` cannot be written or holds another run, an option
 *   makes no sense, or the signal ended it (exit code 130).
 */
export async function* buildCorpus(request: BuildRequest): AsyncGenerator<ProgressRecord, BuildResult> {
  const options = readCorpusOptions(request.options ?? {});
  if (request.inputs.length === 0) throw new UserError('buildCorpus: name at least one file or folder.');
  const given = await checkGivenFiles(options);
  const inputs = await listInputs(request.inputs, options.collection);
  if (inputs.units.length === 0) throw nothingIn(request.inputs, inputs.skipped);
  const places = placesIn(request.out);
  const free = await lock(places);
  try {
    if (request.fresh === true) await removeRun(places);
    const resumed = await beginRun(places, request.inputs, inputs, options, given);
    const finished = await readJsonIfThere<CorpusReport>(places.report);
    if (finished !== undefined) {
      // It may have been killed just before it did so itself.
      if (!options.keepWork) await rm(places.work, { recursive: true, force: true });
      return { report: finished, resumed };
    }
    await removeLeftOvers(places);
    const { signal } = request;
    const pool = new Pool(options.threads, { out: request.out, options });
    const stop = () => void pool.close(stopped());
    signal?.addEventListener('abort', stop);
    try {
      if (signal?.aborted === true) throw stopped();
      const context = { places, options, pool, inputs, paths: request.inputs, phases: {} };
      return { ...(yield* allPhases(context)), resumed };
    } finally {
      signal?.removeEventListener('abort', stop);
      await pool.close();
    }
  } finally {
    await free();
  }
}

async function* allPhases(
  context: Context & { paths: readonly string[]; phases: Tally },
): AsyncGenerator<ProgressRecord, Omit<BuildResult, 'resumed'>> {
  const { places, options, inputs } = context;
  const read = yield* timed('read', context, readPhase(context));
  if (read.every(({ documents }) => documents === 0)) throw nothingReadable(places, read);
  const compare = yield* timed('compare', context, comparePhase(context, read));
  const judge = yield* timed('judge', context, judgePhase(context, read));
  if (judge.every(({ documents }) => documents === 0)) throw nothingKept(places);
  const tokenizer = yield* timed('train', context, trainPhase(context, judge));
  const encode = yield* timed('encode', context, encodePhase(context, judge));
  const pack = yield* timed('pack', context, packPhase(context, encode.length, tokenizer));
  const told: Told = { read, compare, judge, tokenizer, encode, pack };
  const problems = [...inputs.problems, ...[...read, ...judge].flatMap((block) => block.problems)];
  await writeLines(places.problems, problems);
  const { units, bytes, skipped } = inputs;
  const files = new Set(units.map(({ file }) => file)).size;
  const versions = { blossom: libraryVersion(), node: process.versions.node };
  const given = {
    inputs: context.paths,
    files,
    fileBytes: bytes,
    versions,
    problems,
    skipped,
  };
  const report = reportOf(told, given, options);
  const timings = timingsOf(told, context.phases, options.threads);
  await writeDatasheet(places, report);
  await writeJson(places.report, report);
  if (!options.keepWork) await rm(places.work, { recursive: true, force: true });
  return { report, timings };
}

async function* timed<Result>(
  name: string,
  { phases, pool }: { phases: Tally; pool: Pool },
  phase: AsyncGenerator<ProgressRecord, Result>,
): AsyncGenerator<ProgressRecord, Result> {
  const start = performance.now();
  const result = yield* phase;
  // The next one needs other things in memory.
  await pool.renew();
  phases[name] = (performance.now() - start) / 1000;
  return result;
}

function nothingIn(inputs: readonly string[], skipped: Tally): UserError {
  const reasons = Object.entries(skipped).map(([reason, count]) => `${count} ${reason}`);
  const what = reasons.length === 0 ? '' : ` (left out: ${reasons.join(', ')})`;
  return new UserError(
    `There is no file to read in ${inputs.join(' ')}${what}; text, HTML, JSONL, WARC and Parquet are read, also as .gz.`,
  );
}

function nothingReadable({ out }: Places, read: readonly { collected: number }[]): UserError {
  const collected = read.reduce((sum, block) => sum + block.collected, 0);
  return new UserError(
    `None of ${collected} documents has text; \`npx blossom corpus inspect ${out}\` shows why. Add --fresh to try again with other inputs.`,
  );
}

const nothingKept = ({ out }: Places) =>
  new UserError(
    `All documents were dropped; \`npx blossom corpus inspect ${out}\` shows why. Short texts need --preset small.`,
  );
