/** A block of raw documents → texts, and what copies of them are found by. */
import type { Document, RawDocument } from '../../document.js';
import { exactKey } from '../../exact/key.js';
import { minHasher } from '../../near/minHasher.js';
import { writeAtomic } from '../../../files.js';
import type { Block } from '../blocks.js';
import { add } from '../counts.js';
import { Judging } from '../judging.js';
import { KeyFile } from '../keys.js';
import { writeJson, writeLines } from '../spool.js';
import { makeStages, type Stages } from '../stages.js';
import type { ReadSummary } from '../summaries.js';
import type { Thread } from './index.js';

/** A block on its way to a thread: the bodies stand one after another in one buffer, which moves instead of a copy. */
export interface ReadInput extends Omit<Block, 'documents'> {
  documents: (Omit<RawDocument, 'body'> & { length: number })[];
  bodies: ArrayBuffer;
}

let made: Promise<Stages> | undefined;

export async function read(input: ReadInput, thread: Thread): Promise<ReadSummary> {
  const { texts, lines, keys, judging } = await readAll(input, thread);
  const { places } = thread;
  const { number } = input;
  const ids = texts.map(({ id }) => id);
  await writeAtomic(places.block('texts', number, 'jsonl'), Buffer.concat(lines));
  await writeAtomic(places.block('keys', number, 'bin'), keys);
  await writeJson(places.block('ids', number, 'json'), ids);
  await writeLines(places.block('gone', number, 'jsonl'), judging.dropped);
  const summary = summaryOf(input, texts, judging);
  await writeJson(places.block('read', number, 'json'), summary);
  return summary;
}

/** Reads without writing: to find the document that a thread does not survive. */
export async function probe(input: ReadInput, thread: Thread): Promise<void> {
  await readAll(input, thread);
}

async function readAll(input: ReadInput, { options }: Thread) {
  const stages = await (made ??= makeStages(options));
  const judging = new Judging(stages.first, ['extract']);
  const texts: Document[] = [];
  for (const raw of rawDocuments(input)) {
    const text = readOne(raw, stages, judging);
    if (text !== undefined) texts.push(text);
  }
  const lines = texts.map((document) => Buffer.from(`${JSON.stringify(document)}\n`));
  return { texts, lines, keys: keysOf(texts, lines, options, judging), judging };
}

const hasherOf = ({ bands, rows }: { bands: number; rows: number }) => minHasher({ bands, rows });

function* rawDocuments({ documents, bodies }: ReadInput): Generator<RawDocument> {
  let start = 0;
  for (const { length, ...raw } of documents) {
    yield { ...raw, body: new Uint8Array(bodies, start, length) };
    start += length;
  }
}

function readOne(raw: RawDocument, stages: Stages, judging: Judging): Document | undefined {
  const { id, origin } = raw;
  const unread: Document = { id, origin, language: 'und', text: '' };
  const extracted = judging.ask('extract', unread, () => stages.extract(raw));
  return 'keep' in extracted ? judging.judge(extracted.keep) : undefined;
}

function keysOf(
  texts: readonly Document[],
  lines: readonly Buffer[],
  { bands, rows, near }: Thread['options'],
  judging: Judging,
): Buffer {
  const hashes = near ? bands * rows : 0;
  const file = KeyFile.make(texts.length, hashes);
  const hasher = near ? hasherOf({ bands, rows }) : undefined;
  let start = 0;
  texts.forEach(({ text, language }, i) => {
    const before = performance.now();
    file.setKey(i, exactKey(text));
    const between = performance.now();
    file.setText(i, text.length, start, lines[i]!.length);
    hasher?.write(text, language, file.words, file.signatureAt(i));
    add(judging.seconds, 'exact', (between - before) / 1000);
    add(judging.seconds, 'near', (performance.now() - between) / 1000);
    start += lines[i]!.length;
  });
  return file.bytes();
}

function summaryOf(input: ReadInput, texts: readonly Document[], judging: Judging): ReadSummary {
  const { number, bytes, read: place, end, skipped, problems } = input;
  return {
    number,
    collected: input.documents.length,
    bytes,
    read: place,
    end,
    counts: judging.counts,
    problems: [...problems, ...judging.problems],
    skipped,
    documents: texts.length,
    characters: texts.reduce((sum, { text }) => sum + text.length, 0),
    seconds: judging.seconds,
  };
}
