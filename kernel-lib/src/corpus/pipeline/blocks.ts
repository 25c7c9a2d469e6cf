/**
 * Collecting, cut into blocks: so many documents as one thread takes at once. Where a block ends depends on the input
 * alone, and each block knows its last document, so a killed run reads on behind the last block that is done.
 */
import { stat } from 'node:fs/promises';
import { listUnits, readUnit, type Unit } from '../collect/units.js';
import type { Origin, Problem, RawDocument } from '../document.js';
import { checksum } from '../pack/shard-format.js';
import { add, type Tally } from './counts.js';

/** A place in the input: behind this document. */
export interface Place {
  unit: number;
  after: Origin;
}

export interface Block {
  number: number;
  documents: RawDocument[];
  /** Of the raw documents. */
  bytes: number;
  /** What could not be read, in the order of the input. */
  problems: Problem[];
  /** What was no document, by reason. */
  skipped: Tally;
  /** Bytes of the input files up to here, for progress. */
  read: number;
  end: Place | undefined;
}

export interface Inputs {
  units: readonly Unit[];
  bytes: number;
  /** Equal only for equal files: names, sizes, times. */
  fingerprint: string;
  problems: Problem[];
  skipped: Tally;
}

/** No block has more documents, so that short ones do not make many lists. */
const MOST_DOCUMENTS = 1024;

/** @throws UserError where a path does not exist. */
export async function listInputs(paths: readonly string[], collection: string): Promise<Inputs> {
  const problems: Problem[] = [];
  const skipped: Tally = {};
  const units = await listUnits(paths, {
    ...(collection === '' ? {} : { collection }),
    onProblem: (problem) => problems.push(problem),
    onSkip: ({ reason }) => add(skipped, reason),
  });
  const identity = await Promise.all(
    units.map(async ({ id, file, bytes }) => `${id}\t${bytes}\t${(await stat(file)).mtimeMs}\n`),
  );
  const bytes = units.reduce((sum, unit) => sum + unit.bytes, 0);
  return { units, bytes, fingerprint: checksum([Buffer.from(identity.join(''))]), problems, skipped };
}

/**
 * The blocks of the input, in order. The last one may be empty of documents but tell of problems.
 * @param from - number of the first block, and where it begins.
 */
export async function* collectBlocks(
  { units }: Inputs,
  blockBytes: number,
  from: { number: number; place: Place | undefined } = { number: 0, place: undefined },
): AsyncGenerator<Block> {
  const start = from.place?.unit ?? 0;
  let done = units.slice(0, start).reduce((sum, { bytes }) => sum + bytes, 0);
  let block = newBlock(from.number, done);
  for (let i = start; i < units.length; i++) {
    const unit = units[i]!;
    const after = i === from.place?.unit ? { after: from.place.after } : {};
    // What a listener is told between two documents belongs to the block of the second one.
    const reading = readUnit(unit, {
      ...after,
      onProblem: (problem) => block.problems.push(problem),
      onSkip: ({ reason }) => add(block.skipped, reason),
    });
    for await (const document of reading) {
      block.documents.push(compact(document));
      block.bytes += document.body.length;
      block.end = { unit: i, after: document.origin };
      block.read = Math.min(done + unit.bytes, block.read + document.body.length);
      if (block.bytes < blockBytes && block.documents.length < MOST_DOCUMENTS) continue;
      yield block;
      block = newBlock(block.number + 1, block.read);
    }
    done += unit.bytes;
    block.read = done;
  }
  if (block.documents.length > 0 || block.problems.length > 0 || Object.keys(block.skipped).length > 0) {
    yield block;
  }
}

/** A small body may lie in a large buffer of its reader's, which would stay in memory with it. */
function compact(document: RawDocument): RawDocument {
  const { body } = document;
  return body.buffer.byteLength <= 2 * body.length ? document : { ...document, body: new Uint8Array(body) };
}

const newBlock = (number: number, read: number): Block => ({
  ...{ number, documents: [], bytes: 0, problems: [], skipped: {}, read, end: undefined },
});
