/** All documents with all others: exact copies, then near copies; decisions by block. One thread, some 180 bytes a document. */
import { readFile } from 'node:fs/promises';
import { keySet } from '../../exact/keySet.js';
import { exactCopy } from '../../exact/stage.js';
import { nearIndex, type NearClusters } from '../../near/index.js';
import { minHasher } from '../../near/minHasher.js';
import { nearCopy } from '../../near/stage.js';
import { realJaccard } from '../../near/verify.js';
import { add, type Tally } from '../counts.js';
import { KeyFile } from '../keys.js';
import { readJson, writeJson } from '../spool.js';
import type { ClusterSummary, CompareSummary, Decision } from '../summaries.js';
import { TextReader } from '../texts.js';
import type { Thread } from './index.js';

/** Documents of all blocks in one row of numbers. */
export interface CompareInput {
  /** How many documents each block has. */
  documents: number[];
}

/** Different texts by their position, in the order of the input. */
interface Different {
  /** For each document of all: the position of its text. */
  positionOf: Int32Array;
  /** For each text: the first document that has it. */
  first: Int32Array;
  count: number;
}

export async function compare({ documents }: CompareInput, thread: Thread): Promise<CompareSummary> {
  const { options } = thread;
  const start = performance.now();
  const all = documents.reduce((sum, count) => sum + count, 0);
  const index = options.near ? nearIndex({ bands: options.bands, rows: options.rows }) : undefined;
  const different: Different = { positionOf: new Int32Array(all), first: new Int32Array(all), count: 0 };
  const keys = keySet();
  let document = 0;
  for (const [number, count] of documents.entries()) {
    const file = await keyFile(thread, number);
    for (let i = 0; i < count; i++, document++) {
      const found = options.exact ? keys.add(file.key(i)) : { position: document, isNew: true };
      different.positionOf[document] = found.position;
      if (!found.isNew) continue;
      different.first[different.count++] = document;
      index?.add(file.signature(i), file.textLength(i));
    }
    thread.progress(document);
  }
  const exactSeconds = (performance.now() - start) / 1000;
  const clusters = index === undefined ? undefined : await clustersOf(index, different, documents, thread);
  const kept = (position: number) => clusters?.keptOf[position] ?? position;
  const ids = await idsOf(neededIds(different, kept), documents, thread);
  await decide(different, kept, documents, ids, thread);
  const memory = keys.bytes() + (index?.bytes().most ?? 0) + 8 * all;
  const seconds = { 'compare: exact': exactSeconds, 'compare: all': (performance.now() - start) / 1000 };
  return { clusters: summaryOf(clusters, different, ids), memory, seconds };
}

const keyFile = async ({ places, options }: Thread, number: number): Promise<KeyFile> =>
  KeyFile.parse(
    await readFile(places.block('keys', number, 'bin')),
    options.near ? options.bands * options.rows : 0,
  );

async function clustersOf(
  index: ReturnType<typeof nearIndex>,
  { first }: Different,
  documents: readonly number[],
  { places, options }: Thread,
): Promise<NearClusters> {
  if (options.similarity === 0) return index.clusters();
  const reader = await TextReader.open(places, documents, options.bands * options.rows);
  try {
    const hasher = minHasher({ bands: options.bands, rows: options.rows });
    return index.clusters(realJaccard(hasher, (position) => reader.at(first[position]!), options.similarity));
  } finally {
    reader.close();
  }
}

/** The documents that others are copies of: only their ids have to be known. */
function neededIds({ positionOf, first }: Different, kept: (position: number) => number): Set<number> {
  const needed = new Set<number>();
  positionOf.forEach((position, document) => {
    if (first[position] !== document) needed.add(first[position]!);
    else if (kept(position) !== position) needed.add(first[kept(position)]!);
  });
  return needed;
}

async function idsOf(
  needed: ReadonlySet<number>,
  documents: readonly number[],
  { places }: Thread,
): Promise<Map<number, string>> {
  const ids = new Map<number, string>();
  let begin = 0;
  for (const [number, count] of documents.entries()) {
    const here = [];
    for (let i = 0; i < count; i++) if (needed.has(begin + i)) here.push(i);
    const all = here.length === 0 ? [] : await readJson<string[]>(places.block('ids', number, 'json'));
    for (const i of here) ids.set(begin + i, all[i]!);
    begin += count;
  }
  return ids;
}

async function decide(
  { positionOf, first }: Different,
  kept: (position: number) => number,
  documents: readonly number[],
  ids: ReadonlyMap<number, string>,
  { places }: Thread,
): Promise<void> {
  let document = 0;
  for (const [number, count] of documents.entries()) {
    const decisions: Decision[] = [];
    for (let index = 0; index < count; index++, document++) {
      const position = positionOf[document]!;
      const original = first[position]!;
      const stays = first[kept(position)]!;
      if (original !== document) {
        decisions.push({ index, stage: 'exact', reason: exactCopy(ids.get(original)!) });
      } else if (stays !== document) {
        decisions.push({ index, stage: 'near', reason: nearCopy(ids.get(stays)!) });
      }
    }
    await writeJson(places.block('decisions', number, 'json'), decisions);
  }
}

/** How many of the largest clusters are named. */
const LARGEST = 10;

function summaryOf(
  clusters: NearClusters | undefined,
  { first, count }: Different,
  ids: ReadonlyMap<number, string>,
): ClusterSummary {
  const members = new Map<number, number>();
  for (let position = 0; position < (clusters === undefined ? 0 : count); position++) {
    const kept = clusters!.keptOf[position]!;
    members.set(kept, (members.get(kept) ?? 0) + 1);
  }
  const real = [...members].filter(([, size]) => size > 1);
  const sizes: Tally = {};
  for (const [, size] of real) add(sizes, String(size));
  real.sort(([a, size], [b, other]) => other - size || a - b);
  const largest = real
    .slice(0, LARGEST)
    .map(([kept, size]) => ({ id: ids.get(first[kept]!)!, members: size }));
  return { clusters: real.length, sizes, largest };
}
