/** A block of kept texts → tokens, its part of the JSONL export, and what the datasheet counts. */
import type { Document } from '../../document.js';
import { Tokenizer } from '../../../text/bpe/tokenizer.js';
import { tokenBytesOf } from '../../pack/shard-format.js';
import type { TokenMark } from '../../pack/shards.js';
import { writeAtomic } from '../../../files.js';
import { add } from '../counts.js';
import { bytesOfTokens, marksOf } from '../marks.js';
import { bucketOf } from '../lengths.js';
import { gzipMember, linesOf, readLines, writeJson } from '../spool.js';
import type { EncodeSummary, Share } from '../summaries.js';
import type { Thread } from './index.js';

/** What `pack` needs of each document of a block: source, language, tokens, marks. */
export type EncodedDocument = [source: string, language: string, tokens: number, marks?: TokenMark[]];

/** The token behind each document: the model learns from it where one ends. */
const END = '<|end|>';

let loaded: Promise<{ tokenizer: Tokenizer; bytes: Uint32Array; end: number }> | undefined;

async function load(path: string) {
  const tokenizer = await Tokenizer.load(path);
  return { tokenizer, bytes: bytesOfTokens(tokenizer), end: tokenizer.idOf(END) };
}

export async function encode(
  { number }: { number: number },
  { places, options }: Thread,
): Promise<EncodeSummary> {
  const { tokenizer, bytes, end } = await (loaded ??= load(places.tokenizer));
  const start = performance.now();
  const documents = await readLines<Document>(places.block('kept', number, 'jsonl'));
  const summary = emptySummary(number);
  const encoded: EncodedDocument[] = [];
  const all = documents.map((document) => {
    const { text, spans = [], language } = document;
    const tokens = tokenizer.encode(text);
    const marks = spans.length === 0 ? [] : marksOf(text, tokens, spans, bytes);
    const source = sourceOf(document);
    encoded.push([
      source,
      language,
      tokens.length + 1,
      ...(marks.length > 0 ? [marks] : []),
    ] as EncodedDocument);
    countDocument(summary, document, tokens.length + 1);
    return tokens;
  });
  add(summary.seconds, 'tokenise', (performance.now() - start) / 1000);
  await writeAtomic(places.block('tokens', number, 'bin'), joined(all, end, tokenizer.vocabularySize));
  await writeJson(places.block('tokens', number, 'json'), encoded);
  if (options.exports.includes('jsonl')) {
    const member = documents.length === 0 ? new Uint8Array() : await gzipMember(linesOf(documents));
    await writeAtomic(places.block('export', number, 'gz'), member);
  }
  add(summary.seconds, 'encode', (performance.now() - start) / 1000);
  await writeJson(places.block('encode', number, 'json'), summary);
  return summary;
}

export const sourceOf = ({ origin }: Document): string => origin.collection ?? 'unknown';

function joined(all: readonly Int32Array[], end: number, vocabulary: number): Buffer {
  const length = all.reduce((sum, tokens) => sum + tokens.length + 1, 0);
  const numbers = tokenBytesOf(vocabulary) === 2 ? new Uint16Array(length) : new Uint32Array(length);
  let at = 0;
  for (const tokens of all) {
    numbers.set(tokens, at);
    at += tokens.length;
    numbers[at++] = end;
  }
  return Buffer.from(numbers.buffer);
}

const emptySummary = (number: number): EncodeSummary => ({
  ...{ number, documents: 0, tokens: 0, languages: {}, collections: {}, licences: {}, marks: {} },
  ...{ characterBuckets: {}, tokenBuckets: {}, dates: {}, seconds: {} },
});

function countDocument(summary: EncodeSummary, document: Document, tokens: number): void {
  const { text, language, origin, spans = [] } = document;
  const share: Share = { documents: 1, characters: text.length, tokens };
  summary.documents++;
  summary.tokens += tokens;
  addShare(summary.languages, language, share);
  addShare(summary.collections, sourceOf(document), share);
  addShare(summary.licences, origin.licence ?? 'not stated', share);
  for (const { label } of spans) add(summary.marks, label);
  add(summary.characterBuckets, String(bucketOf(text.length)));
  add(summary.tokenBuckets, String(bucketOf(tokens)));
  const { dates } = summary;
  const { date } = origin;
  if (date === undefined) return;
  if (dates.earliest === undefined || date < dates.earliest) dates.earliest = date;
  if (dates.latest === undefined || date > dates.latest) dates.latest = date;
}

export function addShare(shares: Record<string, Share>, name: string, share: Share): void {
  const known = (shares[name] ??= { documents: 0, characters: 0, tokens: 0 });
  known.documents += share.documents;
  known.characters += share.characters;
  known.tokens += share.tokens;
}
