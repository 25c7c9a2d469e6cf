/** The phases of a run: each does what is not done yet, and gives what all of its blocks told. */
import { join } from 'node:path';
import { readdir } from 'node:fs/promises';
import type { RawDocument } from '../document.js';
import type { ProgressRecord } from '../../progress.js';
import { collectBlocks, type Block, type Inputs } from './blocks.js';
import type { CorpusOptions } from './options.js';
import type { Places } from './places.js';
import { inParallel, ThreadDied, type Pool } from './pool.js';
import { UserError } from '../../errors.js';
import { readJson, readJsonIfThere, writeJson } from './spool.js';
import type { CompareSummary, EncodeSummary, JudgeSummary, ReadSummary } from './summaries.js';
import type { ReadInput } from './tasks/read.js';
import type { JoinInput } from './tasks/join.js';
import type { PackInput, PackSummary } from './tasks/pack.js';
import type { TokenizerSummary, TrainInput } from './tasks/train.js';

export interface Context {
  places: Places;
  options: CorpusOptions;
  pool: Pool;
  inputs: Inputs;
}

type Phase<Result> = AsyncGenerator<ProgressRecord, Result>;

/** How far in so many bytes, in the unit that suits them. */
function amountOf(all: number): { unit: string; in(bytes: number): number } {
  const { unit, size } = all < 1e6 ? { unit: 'kB', size: 1e3 } : { unit: 'MB', size: 1e6 };
  return { unit, in: (bytes) => Math.round((10 * bytes) / size) / 10 };
}
const thousands = (value: number) => value.toLocaleString('en-US');

/** The first block alone could be slow to come, so one more than there are threads is on its way. */
const onTheWay = ({ threads }: CorpusOptions) => threads + 1;

export async function* readPhase(context: Context): Phase<ReadSummary[]> {
  const { places, options, pool, inputs } = context;
  const done = places.done('read');
  const label = 'Reading';
  const amount = amountOf(inputs.bytes);
  const { unit } = amount;
  const total = amount.in(inputs.bytes);
  let blocks = (await readJsonIfThere<{ blocks: number }>(done))?.blocks;
  if (blocks === undefined) {
    const there = await summariesOf<ReadSummary>(context, 'read');
    const last = unbroken(there);
    let documents = 0;
    let most = 0;
    blocks = 0;
    const all = collectBlocks(inputs, options.blockBytes, {
      number: last === undefined ? 0 : last.number + 1,
      place: last?.end,
    });
    for (const [number] of there) blocks = Math.max(blocks, number + 1);
    const missing = filtered(all, (block) => !there.has(block.number));
    for await (const summary of inParallel(missing, onTheWay(options), (block) => readBlock(block, pool))) {
      documents += summary.collected;
      most = Math.max(most, summary.read);
      blocks = Math.max(blocks, summary.number + 1);
      yield {
        label,
        // The end is told of at the end, with all documents.
        done: Math.min(amount.in(most), Math.max(0, total - 0.1)),
        total,
        unit,
        note: `${thousands(documents)} documents`,
      };
    }
    await writeJson(done, { blocks });
  }
  const read = inOrder(await summariesOf<ReadSummary>(context, 'read'), blocks);
  const documents = read.reduce((sum, { collected }) => sum + collected, 0);
  yield { label, done: total, total, unit, note: `${thousands(documents)} documents` };
  return read;
}

async function* filtered(
  blocks: AsyncIterable<Block>,
  keep: (block: Block) => boolean,
): AsyncGenerator<Block> {
  for await (const block of blocks) if (keep(block)) yield block;
}

/** Sends a block to a thread. A document that kills the thread is found, left out, and told of as a problem. */
async function readBlock(block: Block, pool: Pool): Promise<ReadSummary> {
  try {
    return await sendBlock(block, pool);
  } catch (thrown) {
    if (!(thrown instanceof ThreadDied)) throw thrown;
  }
  const documents: RawDocument[] = [];
  const problems = [...block.problems];
  for (const document of block.documents) {
    try {
      await pool.run('probe', inputOf({ ...block, documents: [document] }));
      documents.push(document);
    } catch (thrown) {
      if (!(thrown instanceof ThreadDied)) throw thrown;
      const { file, offset } = document.origin;
      problems.push({
        file,
        offset,
        kind: 'crash',
        message: `Reading it ended the thread: ${thrown.message}.`,
      });
    }
  }
  return sendBlock({ ...block, documents, problems }, pool);
}

function sendBlock(block: Block, pool: Pool): Promise<ReadSummary> {
  const input = inputOf(block);
  return pool.run('read', input, { transfer: [input.bodies] });
}

function inputOf({ documents, ...rest }: Block): ReadInput {
  const length = documents.reduce((sum, { body }) => sum + body.length, 0);
  const bodies = new Uint8Array(length);
  let at = 0;
  const described = documents.map(({ body, ...document }) => {
    bodies.set(body, at);
    at += body.length;
    return { ...document, length: body.length };
  });
  return { ...rest, documents: described, bodies: bodies.buffer };
}

export async function* comparePhase(context: Context, read: readonly ReadSummary[]): Phase<CompareSummary> {
  const { places, pool } = context;
  const done = places.done('compare');
  const total = read.reduce((sum, { documents }) => sum + documents, 0);
  const label = 'Looking for copies';
  let summary = await readJsonIfThere<CompareSummary>(done);
  if (summary === undefined) {
    const documents = read.map((block) => block.documents);
    const work = (onProgress: (done: number) => void) =>
      pool.run<CompareSummary>('compare', { documents }, { onProgress });
    summary = yield* watched(
      (onProgress) => orSay(label, work(onProgress)),
      (count) => ({
        label,
        done: Math.min(count, total - 1),
        total,
        unit: 'documents',
      }),
    );
    await writeJson(done, summary);
  }
  yield { label, done: total, total, unit: 'documents' };
  return summary;
}

export async function* judgePhase(context: Context, read: readonly ReadSummary[]): Phase<JudgeSummary[]> {
  return yield* eachBlock<JudgeSummary>(context, 'judge', 'Judging', read);
}

export async function* trainPhase(context: Context, judge: readonly JudgeSummary[]): Phase<TokenizerSummary> {
  const { places, options, pool } = context;
  const label = options.tokenizer === '' ? 'Training the tokenizer' : 'Reading the tokenizer';
  let summary = await readJsonIfThere<TokenizerSummary>(places.done('tokenizer'));
  if (summary === undefined) {
    const characters = judge.reduce((sum, block) => sum + block.characters, 0);
    const input: TrainInput = { blocks: judge.length, characters };
    const work = (onProgress: (done: number) => void) =>
      pool.run<TokenizerSummary>('train', input, { onProgress });
    summary = yield* watched(
      (onProgress) => orSay(label, work(onProgress)),
      (merges) => ({ label, done: merges, unit: 'merges' }),
    );
  }
  const { merges } = summary;
  yield { label, done: merges, total: merges, unit: 'merges' };
  return summary;
}

export async function* encodePhase(context: Context, judge: readonly JudgeSummary[]): Phase<EncodeSummary[]> {
  return yield* eachBlock<EncodeSummary>(context, 'encode', 'Encoding', judge);
}

/** A thread that ended is nobody's stack trace: it says what a person can do. */
async function orSay<Result>(label: string, task: Promise<Result>): Promise<Result> {
  try {
    return await task;
  } catch (thrown) {
    if (!(thrown instanceof ThreadDied)) throw thrown;
    throw new UserError(
      `${label}: a thread ended in the middle of its work (${thrown.message}). If memory ran out, use fewer --threads; the same command goes on with what is left.`,
      1,
      { cause: thrown },
    );
  }
}

/** Does a task for each block that has no summary yet. */
async function* eachBlock<Summary extends { number: number; documents: number }>(
  context: Context,
  task: 'judge' | 'encode',
  label: string,
  blocks: readonly { number: number; documents: number }[],
): Phase<Summary[]> {
  const { options, pool } = context;
  const there = await summariesOf<Summary>(context, task);
  const total = blocks.reduce((sum, { documents }) => sum + documents, 0);
  const came = new Map(blocks.map(({ number, documents }) => [number, documents]));
  let done = [...there.keys()].reduce((sum, number) => sum + came.get(number)!, 0);
  let kept = 0;
  const missing = blocks.filter(({ number }) => !there.has(number));
  const work = ({ number }: { number: number }) => orSay(label, pool.run<Summary>(task, { number }));
  for await (const summary of inParallel(missing, onTheWay(options), work)) {
    there.set(summary.number, summary);
    done += came.get(summary.number)!;
    kept += summary.documents;
    const note = task === 'judge' ? { note: `${thousands(kept)} kept` } : {};
    yield { label, done: Math.min(done, total - 1), total, unit: 'documents', ...note };
  }
  const all = inOrder(there, blocks.length);
  const note = `${thousands(all.reduce((sum, { documents }) => sum + documents, 0))} kept`;
  yield { label, done: total, total, unit: 'documents', ...(task === 'judge' ? { note } : {}) };
  return all;
}

export async function* packPhase(
  context: Context,
  blocks: number,
  { fingerprint, vocabulary }: TokenizerSummary,
): Phase<PackSummary> {
  const { places, options, pool } = context;
  const label = 'Packing';
  const known = await readJsonIfThere<PackSummary>(places.done('pack'));
  const input: PackInput = { blocks, tokenizer: fingerprint, vocabulary };
  const joins: JoinInput[] = [{ kind: 'dropped', blocks, to: places.dropped }];
  if (options.exports.includes('jsonl'))
    joins.push({ kind: 'export', blocks, to: join(places.out, 'kept.jsonl.gz') });
  let summary = known;
  if (summary === undefined) {
    const work = async (onProgress: (done: number) => void) => {
      const [packed] = await Promise.all([
        pool.run<PackSummary>('pack', input, { onProgress }),
        ...(options.exports.includes('parquet')
          ? [pool.run('parquet', { blocks, to: join(places.out, 'kept.parquet') })]
          : []),
        ...joins.map((each) => pool.run('join', each)),
      ]);
      return packed;
    };
    summary = yield* watched(
      (onProgress) => orSay(label, work(onProgress)),
      (done) => ({
        label,
        done: Math.min(done, blocks - 1),
        total: blocks,
        unit: 'blocks',
      }),
    );
    await writeJson(places.done('pack'), summary);
  }
  yield { label, done: blocks, total: blocks, unit: 'blocks' };
  return summary;
}

/** Yields a record for each progress that a task tells of, no faster than they are taken. */
async function* watched<Result>(
  start: (onProgress: (done: number) => void) => Promise<Result>,
  record: (done: number) => ProgressRecord,
): Phase<Result> {
  let newest: number | undefined;
  let wake = () => {};
  const result = start((done) => {
    newest = done;
    wake();
  });
  const state = { settled: false };
  const end = () => {
    state.settled = true;
    wake();
  };
  result.then(end, end);
  while (!state.settled) {
    if (newest !== undefined) {
      yield record(newest);
      newest = undefined;
    }
    await new Promise<void>((resolve) => {
      wake = resolve;
      if (newest !== undefined || state.settled) resolve();
    });
  }
  return await result;
}

/** The summaries of a phase that lie on the disk, by the number of their block. */
async function summariesOf<Summary extends { number: number }>(
  { places }: Context,
  kind: string,
): Promise<Map<number, Summary>> {
  const folder = join(places.work, kind);
  const names = (await readdir(folder).catch(() => [])).filter((name) => /^\d+\.json$/.test(name)).sort();
  const summaries = new Map<number, Summary>();
  for (const name of names) {
    const summary = await readJson<Summary>(join(folder, name));
    summaries.set(summary.number, summary);
  }
  return summaries;
}

/** The last block that tells where it ended, of those that are done without a gap from the first on. */
function unbroken(there: ReadonlyMap<number, ReadSummary>): ReadSummary | undefined {
  let last: ReadSummary | undefined;
  for (let number = 0; there.has(number); number++) {
    const block = there.get(number)!;
    // Without documents it has no end: it was the input's last one.
    if (block.end !== undefined) last = block;
  }
  return last;
}

function inOrder<Summary>(there: ReadonlyMap<number, Summary>, blocks: number): Summary[] {
  return Array.from({ length: blocks }, (_, number) => {
    const summary = there.get(number);
    if (summary === undefined) throw new Error(`Block ${number} of ${blocks} has no summary.`);
    return summary;
  });
}
